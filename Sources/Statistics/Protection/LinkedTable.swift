/// The name of one cell; the same name in two publications means the same figure.
public struct CellID: Hashable, Sendable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    public let description: String
    public init(_ name: String) { description = name }
    public init(stringLiteral value: String) { description = value }
    public static func < (one: CellID, other: CellID) -> Bool { one.description < other.description }
}

/// A total and the parts that sum to it.
public struct SumRelation: Hashable, Sendable {
    /// What the parts are, which decides whether one of them may stand for nearly all.
    public enum Parts: Sendable, Hashable { case categories, regions, organisations, periods }

    public let total: CellID
    public let parts: [CellID]
    public let kind: Parts

    public init(total: CellID, parts: [CellID], kind: Parts) {
        self.total = total
        self.parts = parts
        self.kind = kind
    }
}

/// Exact counts and all sums that tie them together: tables over the same figures are linked, so they are protected as one.
public struct LinkedTable: Sendable, Equatable {
    /// The exact count of every cell, also of those that will not be shown.
    public let counts: [CellID: Int]
    public let relations: [SumRelation]
    /// How the cells cross, where the table was made so.
    private(set) var dimensions: [Dimension] = []

    /// The largest count that is taken.
    public static let largestCount = 1_000_000_000

    /// - Throws: `ProtectionError` when a count is not allowed, a relation names an unknown cell or one twice, or a sum is wrong.
    public init(counts: [CellID: Int], relations: [SumRelation]) throws(ProtectionError) {
        guard !counts.isEmpty else { throw .empty }
        for (cell, count) in counts where count < 0 || count > Self.largestCount { throw .countNotAllowed(cell, count) }
        for relation in relations {
            guard !relation.parts.isEmpty, Set(relation.parts + [relation.total]).count == relation.parts.count + 1
            else {
                throw .relationNotAllowed(relation.total)
            }
            var sum = 0
            for part in relation.parts {
                guard let count = counts[part] else { throw .unknownCell(part) }
                sum += count
            }
            guard let total = counts[relation.total] else { throw .unknownCell(relation.total) }
            guard total == sum else { throw .sumDiffers(relation.total, total: total, sum: sum) }
        }
        self.counts = counts
        self.relations = relations
    }

    /// One way to divide the figures: its leaves, and nodes that are the sum of other nodes (weeks, months, the half-year).
    public struct Dimension: Sendable, Equatable {
        public struct Node: Sendable, Equatable {
            public let name: String
            /// Names of nodes of this dimension; none for a leaf.
            public let children: [String]

            public init(_ name: String, sumOf children: [String] = []) {
                self.name = name
                self.children = children
            }
        }

        public let kind: SumRelation.Parts
        /// Children stand before the nodes that sum them.
        public let nodes: [Node]

        public init(_ kind: SumRelation.Parts, _ nodes: [Node]) {
            self.kind = kind
            self.nodes = nodes
        }
    }

    /// All crossings of all nodes of the dimensions; the name of a cell is the names of its nodes with `|` between.
    ///
    /// - Parameter leaf: the count at one leaf of each dimension.
    /// - Throws: `ProtectionError` when a node is twice in a dimension or a child does not stand before its sum.
    public init(_ dimensions: [Dimension], leaf: ([String]) -> Int) throws(ProtectionError) {
        var counts: [CellID: Int] = [:]
        var relations: [SumRelation] = []
        for dimension in dimensions {
            var known: Set<String> = []
            for node in dimension.nodes {
                guard known.isSuperset(of: node.children), known.insert(node.name).inserted else {
                    throw .relationNotAllowed(CellID(node.name))
                }
            }
        }
        func cell(_ names: [String]) -> CellID { CellID(names.joined(separator: "|")) }
        var crossings: [[Dimension.Node]] = [[]]
        for dimension in dimensions { crossings = crossings.flatMap { start in dimension.nodes.map { start + [$0] } } }
        for crossing in crossings {
            let names = crossing.map(\.name)
            var sum: Int?
            for (place, node) in crossing.enumerated() where !node.children.isEmpty {
                let parts = node.children.map { child in
                    var names = names
                    names[place] = child
                    return cell(names)
                }
                relations.append(SumRelation(total: cell(names), parts: parts, kind: dimensions[place].kind))
                // A child may still have to be summed over a dimension further on; it stands earlier in the order of this one.
                sum = sum ?? parts.reduce(0) { $0 + (counts[$1] ?? 0) }
            }
            counts[cell(names)] = sum ?? leaf(names)
        }
        try self.init(counts: counts, relations: relations)
        self.dimensions = dimensions
    }
}

/// Why a table cannot be taken or published.
public enum ProtectionError: Error, Equatable, Sendable, CustomStringConvertible {
    case empty
    case countNotAllowed(CellID, Int)
    case relationNotAllowed(CellID)
    case unknownCell(CellID)
    case sumDiffers(CellID, total: Int, sum: Int)
    case ruleNotAllowed(String)
    /// These cells can be calculated, wholly or too nearly, from what would be published.
    case recoverable([CellID])
    /// No choice of hidden cells protects this one, given what must be shown and what was shown before.
    case cannotBeProtected(CellID)
    /// The cell is too small to show now, but the same count was shown before.
    case alreadyPublished(CellID)

    public var description: String {
        switch self {
        case .empty: "The table has no cells."
        case .countNotAllowed(let cell, let count):
            "The count of \(cell) is \(count); it must be between 0 and \(LinkedTable.largestCount)."
        case .relationNotAllowed(let cell):
            "The parts of \(cell) must be other cells, at least one, none twice, and named before their sum."
        case .unknownCell(let cell): "There is no cell \(cell) in the table."
        case .sumDiffers(let cell, let total, let sum): "The total \(cell) is \(total), but its parts sum to \(sum)."
        case .ruleNotAllowed(let sentence): sentence
        case .recoverable(let cells):
            "\(cells.count) hidden cells can be calculated from what would be shown, the first is \(cells.first?.description ?? "unknown")."
        case .cannotBeProtected(let cell): "The cell \(cell) cannot be protected; publish a coarser table."
        case .alreadyPublished(let cell):
            "The cell \(cell) is too small to show, but was shown in an earlier publication."
        }
    }
}
