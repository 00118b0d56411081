#include "output/result_file.h"
