#include "sim/app/interruption.h"

#include <csignal>

namespace quarterhour::app {

namespace {

volatile std::sig_atomic_t requested = 0;

extern "C" void note_interruption(int signal_number) {
  requested = 1;
  // The next one is not ours any more: it ends the process.
  std::signal(signal_number, SIG_DFL);
}

}  // namespace

void listen_for_interruption() {
  std::signal(SIGINT, note_interruption);
  std::signal(SIGTERM, note_interruption);
}

bool interruption_requested() { return requested != 0; }

}  // namespace quarterhour::app
