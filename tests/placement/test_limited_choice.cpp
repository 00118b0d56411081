// The relaxed choice within a count or a budget against every choice tried out.
#include "sim/placement/limited_choice.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <numeric>
#include <optional>
#include <random>

using namespace quarterhour;

namespace {

struct Question {
  SiteRules rules;
  std::vector<std::int64_t> worth;
  std::vector<double> cost;
  double left = 0.0;
};

Question random_question(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&](std::uint64_t n) { return random() % n; };
  Question question;
  const std::size_t candidates = 1 + below(9);
  // Worths and prices of very different sizes, and many that are worth nothing.
  const std::int64_t scale = std::int64_t{1} << below(50);
  for (std::size_t k = 0; k < candidates; ++k)
    question.worth.push_back(
        below(3) == 0 ? 0 : static_cast<std::int64_t>(below(20)) * (below(4) == 0 ? 1 : scale));
  const std::uint64_t kind = below(3);
  if (kind > 0) {
    const double price = kind == 1 ? 1.0 : 1e8;
    for (std::size_t k = 0; k < candidates; ++k)
      question.cost.push_back(price * (below(2) == 0 ? 1.0 : 0.1 * static_cast<double>(1 + below(40))));
    question.left = price * static_cast<double>(below(8));
  } else {
    question.left = static_cast<double>(below(6));
  }
  if (below(2) == 0) {
    for (int unit = 0; unit < 2; ++unit) {
      question.rules.least.push_back(static_cast<int>(below(2)));
      question.rules.most.push_back(question.rules.least.back() + static_cast<int>(below(3)));
    }
    for (std::size_t k = 0; k < candidates; ++k)
      question.rules.unit.push_back(static_cast<std::int32_t>(below(3)) - 1);
  }
  return question;
}

/// The most of the choices that keep to rules and limits and hold (or do not hold) a candidate; nothing where there is none.
std::optional<std::int64_t> most_of(const Question& question, std::optional<std::size_t> which, bool holds) {
  std::optional<std::int64_t> most;
  for (std::uint32_t mask = 0; mask < (1U << question.worth.size()); ++mask) {
    if (which && ((mask >> *which & 1U) != 0) != holds) continue;
    double spent = 0.0;
    std::int64_t worth = 0;
    std::vector<int> held(question.rules.least.size(), 0);
    for (std::size_t k = 0; k < question.worth.size(); ++k) {
      if ((mask >> k & 1U) == 0) continue;
      spent += question.cost.empty() ? 1.0 : question.cost[k];
      worth += question.worth[k];
      if (!question.rules.unit.empty() && question.rules.unit[k] >= 0)
        ++held[static_cast<std::size_t>(question.rules.unit[k])];
    }
    bool is_allowed = spent <= question.left;
    for (std::size_t unit = 0; unit < held.size(); ++unit)
      is_allowed =
          is_allowed && held[unit] >= question.rules.least[unit] && held[unit] <= question.rules.most[unit];
    if (is_allowed) most = std::max(most.value_or(worth), worth);
  }
  return most;
}

}  // namespace

TEST_CASE("no choice is worth more than the relaxed one, and losses rule out no choice that is worth more") {
  int priced = 0;
  int told = 0;
  for (std::uint64_t seed = 1; seed <= 4000; ++seed) {
    const Question question = random_question(seed);
    CAPTURE(seed);
    const RuledSites sites = ruled_sites(question.rules, question.worth.size());
    LimitedChoice choice(sites, question.cost);
    std::vector<std::uint32_t> free(question.worth.size());
    std::iota(free.begin(), free.end(), 0U);
    const std::vector<int> held(sites.least.size(), 0);
    const std::optional<std::int64_t> best = most_of(question, std::nullopt, true);
    // Asked twice: the price of money is kept as a start.
    bool possible = false;
    for (int times = 0; times < 2; ++times)
      possible = choice.choose(free, question.worth, held, question.left);
    if (!possible) {
      CHECK_FALSE(best);
      continue;
    }
    if (choice.is_priced()) ++priced;
    if (best) CHECK(choice.value() >= *best);
    for (std::size_t k = 0; k < free.size(); ++k) {
      const bool is_taken = choice.is_taken(k);
      const std::int64_t loss = is_taken ? choice.loss_without(k) : choice.loss_with(k);
      const std::optional<std::int64_t> other = most_of(question, k, !is_taken);
      if (!other || loss <= 0) continue;
      ++told;
      CHECK(choice.value() - loss + LimitedChoice::rounding >= *other);
    }
  }
  CHECK(priced > 500);
  CHECK(told > 1000);
}

TEST_CASE("money that is short only for sites worth nothing rules out no other") {
  const RuledSites sites = ruled_sites(SiteRules{}, 3);
  const std::vector<double> cost(3, 1e8);
  LimitedChoice choice(sites, cost);
  const std::vector<std::uint32_t> free = {0, 1, 2};
  const std::vector<std::int64_t> worth = {10, 10, 0};
  REQUIRE(choice.choose(free, worth, std::vector<int>(sites.least.size(), 0), 2e8));
  CHECK(choice.value() >= 20);
  for (std::size_t k = 0; k < 2; ++k) {
    const std::int64_t loss = choice.is_taken(k) ? choice.loss_without(k) : choice.loss_with(k);
    if (!choice.is_taken(k)) CHECK(choice.value() - loss + LimitedChoice::rounding >= 20);
  }
}
