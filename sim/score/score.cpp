#include "sim/result.h"
