"""Solves a mixed-integer program with HiGHS, as SciPy ships it.

    highs_solve.py PROGRAM.npz SECONDS      one line of JSON: objective, bound, CPU seconds of the search alone
"""
import json
import sys
import time

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix


def main():
    with numpy.load(sys.argv[1]) as file:
        given = {name: file[name] for name in file.files}
    rows = csr_matrix((given["data"], given["indices"], given["indptr"]), shape=tuple(given["shape"]))
    begun = time.process_time()
    answer = milp(given["cost"], constraints=LinearConstraint(rows, given["least"], given["most"]),
                  bounds=Bounds(0, given["highest"]), integrality=given["whole"],
                  options={"time_limit": float(sys.argv[2]), "mip_rel_gap": 0.0})
    took = time.process_time() - begun
    print(json.dumps({"objective": answer.fun, "bound": answer.mip_dual_bound, "cpu_s": took}))


if __name__ == "__main__":
    main()
