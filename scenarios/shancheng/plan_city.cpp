#include "scenarios/shancheng/plan.h"
namespace quarterhour::shancheng {
CityPlan city_plan() { return town_plan(); }
}
