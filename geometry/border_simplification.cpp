#include "geometry/border_simplification.h"

#include <CGAL/Constrained_Delaunay_triangulation_2.h>
#include <CGAL/Constrained_triangulation_plus_2.h>
#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/Polyline_simplification_2/Squared_distance_cost.h>
#include <CGAL/Polyline_simplification_2/simplify.h>

#include <vector>

namespace quarterhour {

namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;

/// What removing a vertex costs. Vertices that cost the same go by their place along the borders: CGAL alone would take
/// them in the order of their addresses, which differs from run to run.
struct RankedCost {
  double squared_distance = 0.0;
  std::size_t rank = 0;
  bool operator<(const RankedCost& other) const {
    if (squared_distance != other.squared_distance) return squared_distance < other.squared_distance;
    return rank < other.rank;
  }
};

/// A vertex as CGAL's concept PolylineSimplificationVertexBase_2 asks for, with a rank.
template <class Base = CGAL::Triangulation_vertex_base_2<Kernel>>
class BorderVertex : public Base {
 public:
  template <class Triangulation>
  struct Rebind_TDS {
    using Other = BorderVertex<typename Base::template Rebind_TDS<Triangulation>::Other>;
  };

  [[nodiscard]] bool is_removable() const { return removable_; }
  void set_removable(bool removable) { removable_ = removable; }
  [[nodiscard]] RankedCost cost() const { return cost_; }
  void set_cost(double squared_distance) { cost_.squared_distance = squared_distance; }
  void set_rank(std::size_t rank) { cost_.rank = rank; }

  /// The name that CGAL asks for.
  std::size_t ID = 0;

 private:
  bool removable_ = true;
  RankedCost cost_;
};

struct StopAboveTolerance {
  double squared_distance = 0.0;
  template <class Triangulation, class Vertex>
  bool operator()(const Triangulation& /*all*/, const Vertex& /*next*/, const RankedCost& cost,
                  std::size_t /*at_first*/, std::size_t /*now*/) const {
    return cost.squared_distance > squared_distance;
  }
};

using Faces = CGAL::Constrained_triangulation_face_base_2<Kernel>;
using Storage = CGAL::Triangulation_data_structure_2<BorderVertex<>, Faces>;
// Borders never cross: where two did, CGAL would throw instead of making up a point.
using Delaunay =
    CGAL::Constrained_Delaunay_triangulation_2<Kernel, Storage, CGAL::No_constraint_intersection_tag>;
using Triangulation = CGAL::Constrained_triangulation_plus_2<Delaunay>;
using Point = Kernel::Point_2;

Point point_of(const HalfCellPoint& point) {
  return {static_cast<double>(point.x), static_cast<double>(point.y)};
}

/// The centres of all cells with a border on one of their edges. As vertices of the triangulation they stand in the way
/// of every removal that would sweep over them. Those further off are then safe too: on the row or the column
/// through such a centre, one of the cells just inside the border is swept over before it is.
std::vector<Point> centres_at_borders(const Raster<std::int32_t>& labels) {
  std::vector<Point> centres;
  const auto label_at = [&labels](int row, int col) {
    const bool inside = row >= 0 && row < labels.rows() && col >= 0 && col < labels.cols();
    return inside ? std::max(labels(row, col), -1) : -1;
  };
  for (int row = -1; row <= labels.rows(); ++row) {
    for (int col = -1; col <= labels.cols(); ++col) {
      const std::int32_t own = label_at(row, col);
      if (own == label_at(row - 1, col) && own == label_at(row + 1, col) && own == label_at(row, col - 1) &&
          own == label_at(row, col + 1)) {
        continue;
      }
      centres.push_back(point_of({2 * col + 1, 2 * row + 1}));
    }
  }
  return centres;
}

}  // namespace

void simplify_borders(const Raster<std::int32_t>& labels, AreaBorders& borders, double tolerance_cells) {
  const std::vector<Point> centres = centres_at_borders(labels);
  Triangulation all;
  all.insert(centres.begin(), centres.end());
  std::vector<Triangulation::Constraint_id> constraints;
  constraints.reserve(borders.arcs.size());
  std::size_t rank = 0;
  for (const BorderArc& arc : borders.arcs) {
    std::vector<Point> points;
    points.reserve(arc.points.size());
    for (const HalfCellPoint& point : arc.points) points.push_back(point_of(point));
    constraints.push_back(all.insert_constraint(points.begin(), points.end()));
    for (auto vertex = all.vertices_in_constraint_begin(constraints.back());
         vertex != all.vertices_in_constraint_end(constraints.back()); ++vertex) {
      (*vertex)->set_rank(rank++);
    }
  }
  CGAL::Polyline_simplification_2::simplify(all, CGAL::Polyline_simplification_2::Squared_distance_cost(),
                                            StopAboveTolerance{4.0 * tolerance_cells * tolerance_cells});
  for (std::size_t k = 0; k < constraints.size(); ++k) {
    std::vector<HalfCellPoint>& points = borders.arcs[k].points;
    points.clear();
    for (auto vertex = all.vertices_in_constraint_begin(constraints[k]);
         vertex != all.vertices_in_constraint_end(constraints[k]); ++vertex) {
      points.push_back({static_cast<std::int32_t>((*vertex)->point().x()),
                        static_cast<std::int32_t>((*vertex)->point().y())});
    }
  }
}

}  // namespace quarterhour
