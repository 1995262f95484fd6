/// Cells that cross dimensions, and the exchanges between the corners of a box of them that leave every sum as it is.
///
/// One more here, one less beside it, one less above it, one more across: in a table of two dimensions four cells, of three eight. Of a
/// total the leaf below it moves along. Each exchange is a table of whole numbers that agrees with all sums, so it is its own proof, without
/// a linear program; who uses it checks it all the same. Source: D. Repsilber, the hypercube method, in A. Hundepool e.a., *Statistical
/// Disclosure Control* (2012), 4.4.
struct CrossedCells: Sendable {
    /// A node of a dimension and how it changes.
    private typealias Step = (node: Int, sign: Int)

    private struct Ways: Sendable {
        let count: Int
        /// For each node all that it is part of, itself first.
        let above: [[Int]]
        let leaves: [Int]
        /// For each node the leaves it is the sum of.
        let below: [[Int]]
    }

    private let ways: [Ways]
    /// The variable of each crossing, by its place in the order of the last dimension fastest; −1 where there is none.
    private let variables: [Int]
    private let placeOf: [Int: Int]
    /// Boxes that are tried for one cell.
    static let mostBoxes = 6_000

    /// - Parameter variable: of a cell with these nodes; nil where the system has none.
    init?(_ dimensions: [LinkedTable.Dimension], variable: (CellID) -> Int?) {
        guard !dimensions.isEmpty else { return nil }
        ways = dimensions.map { dimension in
            let names = Dictionary(
                dimension.nodes.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
            var above = dimension.nodes.indices.map { [$0] }
            // Sums stand behind their parts, so going back from the end every sum is complete before its parts are asked.
            for (number, node) in dimension.nodes.enumerated().reversed() {
                for child in node.children {
                    guard let part = names[child] else { continue }
                    for sum in above[number] where !above[part].contains(sum) { above[part].append(sum) }
                }
            }
            let leaves = dimension.nodes.indices.filter { dimension.nodes[$0].children.isEmpty }
            var below: [[Int]] = Array(repeating: [], count: dimension.nodes.count)
            for leaf in leaves { for sum in above[leaf] { below[sum].append(leaf) } }
            return Ways(count: dimension.nodes.count, above: above, leaves: leaves, below: below)
        }
        var found: [Int] = []
        var names: [[String]] = [[]]
        for dimension in dimensions { names = names.flatMap { start in dimension.nodes.map { start + [$0.name] } } }
        for crossing in names { found.append(variable(CellID(crossing.joined(separator: "|"))) ?? -1) }
        variables = found
        placeOf = Dictionary(
            found.enumerated().filter { $0.element >= 0 }.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The cheapest box that lets a cell move as far as it must, with the sign of each corner; the cell itself has 1. Nil when there is none.
    func box(
        of variable: Int, _ need: DisclosureRule.Requirement, _ system: AttackerSystem, _ costs: [Double?], least: Int
    ) -> [(variable: Int, sign: Int)]? {
        guard let place = placeOf[variable] else { return nil }
        var nodes: [Int] = []
        var rest = place
        for way in ways.reversed() {
            nodes.append(rest % way.count)
            rest /= way.count
        }
        nodes.reverse()
        let (up, down) = (max(need.above, need.width - need.below), need.below)
        func price(_ variable: Int, _ sign: Int) -> Double? {
            guard variable >= 0 else { return nil }
            let item = system.variables[variable]
            let floor: Int
            let cost: Double
            if item.upper == AttackerSystem.unbounded {
                (floor, cost) = (item.lower, 0)
            } else if let price = costs[variable] {
                (floor, cost) = (least, price)
            } else {
                return nil
            }
            return item.value - (sign > 0 ? down : up) >= floor ? cost : nil
        }
        let most = Int(Maths.pow(Double(Self.mostBoxes), 1 / Double(ways.count)))
        let choices = ways.indices.map { dimension in
            steps(dimension, nodes[dimension]).map { steps -> (steps: [Step], price: Double) in
                // How dear it is with the other dimensions as they are: what does not even go so comes last.
                let prices = steps.map { step -> Double in
                    var other = nodes
                    other[dimension] = step.node
                    return price(variables[number(other)], step.sign) ?? 1e6
                }
                return (steps, prices.reduce(0, +))
            }.sorted { $0.price < $1.price }.prefix(most).map(\.steps)
        }
        var best: (cost: Double, corners: [(variable: Int, sign: Int)])?
        func grow(_ dimension: Int, _ corners: [(place: Int, sign: Int)]) {
            guard dimension < ways.count else {
                var cost = 0.0
                for corner in corners {
                    guard let price = price(variables[corner.place], corner.sign) else { return }
                    cost += price
                    if let best, cost >= best.cost { return }
                }
                best = (cost, corners.map { (variables[$0.place], $0.sign) })
                return
            }
            if best?.cost == 0 { return }
            for steps in choices[dimension] {
                grow(
                    dimension + 1,
                    corners.flatMap { corner in
                        steps.map { (corner.place * ways[dimension].count + $0.node, corner.sign * $0.sign) }
                    })
            }
        }
        grow(0, [(0, 1)])
        return best?.corners
    }

    private func number(_ nodes: [Int]) -> Int {
        zip(nodes, ways).reduce(0) { $0 * $1.1.count + $1.0 }
    }

    /// The ways in which a node can go up by one: with a leaf of its own, against another leaf or against nothing.
    private func steps(_ dimension: Int, _ node: Int) -> [[Step]] {
        let way = ways[dimension]
        var found: [[Step]] = []
        for leaf in way.below[node] {
            found.append(way.above[leaf].map { ($0, 1) })
            for other in way.leaves where !way.above[other].contains(node) {
                let (ups, downs) = (way.above[leaf], way.above[other])
                found.append(
                    ups.filter { !downs.contains($0) }.map { ($0, 1) }
                        + downs.filter { !ups.contains($0) }.map { ($0, -1) })
            }
        }
        return found
    }
}
