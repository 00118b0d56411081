#include "sim/result.h"

namespace quarterhour {

const char* name_of(Reason reason) {
  switch (reason) {
    case Reason::none: return "none";
    case Reason::served: return "served";
    case Reason::no_facility: return "no_facility";
    case Reason::climb: return "climb";
    case Reason::barrier: return "barrier";
    case Reason::detour: return "detour";
    case Reason::capacity: return "capacity";
    case Reason::border: return "border";
  }
  return "none";
}

}  // namespace quarterhour
