// Ctrl-C asks the program to stop at the next good moment and keep what it has.
#pragma once

namespace quarterhour::app {

/// From now on the first SIGINT or SIGTERM sets the flag and a second one ends the process at once.
void listen_for_interruption();
[[nodiscard]] bool interruption_requested();

}  // namespace quarterhour::app
