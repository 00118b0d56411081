#include "sim/placement/cover.h"
