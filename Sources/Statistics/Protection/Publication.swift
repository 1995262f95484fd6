/// How shown counts are written.
public enum Presentation: Sendable, Equatable {
    case exact
    /// To the nearest multiple of five, each cell on its own, totals too: the true count is at most 2 away.
    case roundedToFive

    /// What may be read and what it tells: the count, or the multiple of five and all that rounds to it.
    func show(_ count: Int) -> (figure: Int, known: ClosedRange<Int>) {
        switch self {
        case .exact: return (count, count...count)
        case .roundedToFive:
            let figure = (count + 2) / 5 * 5
            return (figure, max(0, figure - 2)...(figure + 2))
        }
    }
}

/// A figure as it may be seen.
public enum PublishedFigure: Sendable, Hashable {
    case count(Int)
    case roundedToFive(Int)
    /// No number, no direction, no signal may be shown for the cell.
    case tooFewToShow
}

/// A table that may leave the house. There is no way to make one but through `LinkedTable.publish`, which audits it first.
public struct PublishedTable: Sendable, Equatable {
    public let figures: [CellID: PublishedFigure]
    /// What was proved before it could come out.
    public let audit: DisclosureAudit

    fileprivate init(figures: [CellID: PublishedFigure], audit: DisclosureAudit) throws(ProtectionError) {
        guard audit.passes else { throw .recoverable(audit.recoverable) }
        self.figures = figures
        self.audit = audit
    }

    /// A number made from shown figures (a change, an index, a share); nil as soon as one of them is hidden or not in the table.
    public func derived<Value>(from cells: [CellID], _ make: ([Int]) -> Value) -> Value? {
        var shown: [Int] = []
        for cell in cells {
            switch figures[cell] {
            case .count(let count), .roundedToFive(let count): shown.append(count)
            case .tooFewToShow, nil: return nil
            }
        }
        return make(shown)
    }
}

/// What was shown and what was true when it was: kept inside, so that later publications can be audited together with it.
public struct ReleaseRecord: Sendable, Equatable {
    fileprivate struct Cell: Sendable, Equatable {
        let value: Int
        /// What the publication told; nil where the cell was hidden.
        let known: ClosedRange<Int>?
        let requirement: DisclosureRule.Requirement?
    }

    fileprivate let cells: [CellID: Cell]
    fileprivate let relations: [SumRelation]

    /// Which cells were hidden, with the reason of those hidden for their own sake lost on purpose.
    public var hidden: [CellID] { cells.filter { $0.value.known == nil }.map(\.key).sorted() }
}

/// A publication: what goes out, and what stays inside.
public struct Release: Sendable, Equatable {
    public let published: PublishedTable
    public let record: ReleaseRecord
    /// Why each hidden cell is hidden. Stays inside: outside, all hidden cells look alike.
    public let reasons: [CellID: DisclosureRule.Reason]
    /// How far the search for as little hiding as possible went.
    public let search: Search

    public enum Search: Sendable, Equatable {
        /// Every cell that was hidden for others is needed.
        case complete
        /// The table is too large for that: more is hidden than perhaps would be needed, never less, and all of it is proved.
        case bounded
    }
}

/// What a table is to be hidden by.
public enum SuppressionPlan: Sendable, Equatable {
    /// Primary cells and whatever else is needed; `mustShow` are cells that are never hidden for others.
    case repaired(mustShow: Set<CellID>)
    /// Exactly these and the primary cells; refused when that does not protect them.
    case only(Set<CellID>)
}

extension LinkedTable {
    /// Hides what must be hidden and proves that nothing hidden can be calculated from what is shown now and was shown earlier.
    ///
    /// A cell that has the same count in an earlier publication is the same unknown for the attacker; a corrected one is a new unknown,
    /// tied to the new sums, while the old count stays tied to the old ones.
    ///
    /// - Parameters:
    ///   - structuralZeros: zeros that everybody knows to be zero, such as a region that did not exist.
    ///   - history: the records of all earlier publications that share cells with this one.
    /// - Throws: `ProtectionError` when it cannot be protected; then nothing comes out.
    public func publish(
        _ rule: DisclosureRule, as presentation: Presentation = .exact, plan: SuppressionPlan = .repaired(mustShow: []),
        structuralZeros: Set<CellID> = [], after history: [ReleaseRecord] = []
    ) throws(ProtectionError) -> Release {
        let primary = rule.primary(self).filter { !structuralZeros.contains($0.key) }
        var builder = SystemBuilder(self, primary.mapValues(\.requirement), presentation, structuralZeros)
        for record in history { builder.add(record) }
        for cell in primary.keys.sorted() where builder.isKnown(cell) { throw .alreadyPublished(cell) }
        var system = builder.system
        var extra: [CellID] = []
        var candidates: [[Int: Int]] = []
        var reached = Release.Search.complete
        switch plan {
        case .only(let chosen):
            for cell in chosen.sorted() where primary[cell] == nil {
                guard counts[cell] != nil else { throw .unknownCell(cell) }
                builder.hide(cell, rule.complementary)
                extra.append(cell)
            }
            system = builder.system
        case .repaired(let mustShow):
            let costs = builder.costs(mustShow)
            let crossing =
                ComplementarySuppression.isLarge(system) ? CrossedCells(dimensions) { builder.number($0) } : nil
            let repaired = try ComplementarySuppression(
                system, costs: costs, complementary: rule.complementary, crossing: crossing)
            reached = repaired.isLarge || repaired.isBounded ? .bounded : .complete
            system = repaired.system
            extra = repaired.added.map { system.variables[$0].id }
            candidates = repaired.witnesses
        }
        // The repair is not trusted: every table that it found is checked again, sum by sum.
        let audit = DisclosureAudit(system, candidates: candidates)
        let hidden = Set(primary.keys).union(extra)
        var figures: [CellID: PublishedFigure] = [:]
        var cells: [CellID: ReleaseRecord.Cell] = [:]
        for (cell, count) in counts {
            guard !hidden.contains(cell) else {
                figures[cell] = .tooFewToShow
                cells[cell] = ReleaseRecord.Cell(
                    value: count, known: nil, requirement: primary[cell]?.requirement ?? rule.complementary)
                continue
            }
            let (figure, known) = presentation.show(count)
            figures[cell] = presentation == .exact ? .count(figure) : .roundedToFive(figure)
            cells[cell] = ReleaseRecord.Cell(
                value: count, known: structuralZeros.contains(cell) ? 0...0 : known, requirement: nil)
        }
        return Release(
            published: try PublishedTable(figures: figures, audit: audit),
            record: ReleaseRecord(cells: cells, relations: relations),
            reasons: primary.mapValues(\.reason).merging(extra.map { ($0, .complementary) }) { first, _ in first },
            search: reached)
    }
}

/// Puts a table and earlier publications into one system of unknowns.
private struct SystemBuilder {
    private var variables: [AttackerSystem.Variable] = []
    private var relations: [[(variable: Int, coefficient: Int)]] = []
    private var numbers: [CellID: [(value: Int, variable: Int)]] = [:]
    private let table: LinkedTable
    private var depth: [Int: Int] = [:]
    /// Each relation once, also when several publications tell it.
    private var known: Set<[Int]> = []

    init(
        _ table: LinkedTable, _ requirements: [CellID: DisclosureRule.Requirement], _ presentation: Presentation,
        _ zeros: Set<CellID>
    ) {
        self.table = table
        for (cell, count) in table.counts.sorted(by: { $0.key < $1.key }) {
            let known = zeros.contains(cell) && count == 0 ? 0...0 : presentation.show(count).known
            let requirement = requirements[cell]
            numbers[cell] = [(count, variables.count)]
            variables.append(
                AttackerSystem.Variable(
                    id: cell, value: count, lower: requirement == nil ? known.lowerBound : 0,
                    upper: requirement == nil ? known.upperBound : AttackerSystem.unbounded, requirement: requirement))
        }
        add(table.relations) { table.counts[$0] }
    }

    var system: AttackerSystem { AttackerSystem(variables: variables, relations: relations) }

    /// The unknown that a cell of the table is.
    func number(_ cell: CellID) -> Int? { variable(cell, table.counts[cell]) }

    private func variable(_ cell: CellID, _ value: Int?) -> Int? {
        numbers[cell]?.first { $0.value == value }?.variable
    }

    private mutating func add(_ sums: [SumRelation], _ value: (CellID) -> Int?) {
        for sum in sums {
            guard let total = variable(sum.total, value(sum.total)) else { continue }
            let parts = sum.parts.compactMap { variable($0, value($0)) }
            guard parts.count == sum.parts.count else { continue }
            let terms = [(total, 1)] + parts.map { ($0, -1) }
            if known.insert([total] + parts).inserted { relations.append(terms) }
            depth[total, default: 0] += parts.count
        }
    }

    mutating func add(_ record: ReleaseRecord) {
        for (cell, old) in record.cells.sorted(by: { $0.key < $1.key }) {
            let number: Int
            if let same = variable(cell, old.value) {
                number = same
            } else {
                number = variables.count
                numbers[cell, default: []].append((old.value, number))
                variables.append(
                    AttackerSystem.Variable(
                        id: cell, value: old.value, lower: 0, upper: AttackerSystem.unbounded, requirement: nil))
            }
            if let known = old.known {
                variables[number].lower = max(variables[number].lower, known.lowerBound)
                variables[number].upper = min(variables[number].upper, known.upperBound)
            } else if table.counts[cell] != old.value {
                variables[number].requirement = variables[number].requirement ?? old.requirement
            }
        }
        add(record.relations) { record.cells[$0]?.value }
        shownEarlier.formUnion(
            record.cells.compactMap { cell, old in old.known == nil ? nil : variable(cell, old.value) })
    }

    /// Variables that an earlier publication showed: hiding them now hides nothing.
    private var shownEarlier: Set<Int> = []

    func isKnown(_ cell: CellID) -> Bool { variable(cell, table.counts[cell]).map { variables[$0].isKnown } ?? false }

    mutating func hide(_ cell: CellID, _ requirement: DisclosureRule.Requirement) {
        guard let number = variable(cell, table.counts[cell]), !shownEarlier.contains(number) else { return }
        variables[number].lower = 0
        variables[number].upper = AttackerSystem.unbounded
        variables[number].requirement = requirement
    }

    /// Large counts and sums of many parts are missed more.
    func costs(_ mustShow: Set<CellID>) -> [Double?] {
        variables.indices.map { number in
            let item = variables[number]
            guard item.requirement == nil, !mustShow.contains(item.id), !shownEarlier.contains(number),
                variable(item.id, table.counts[item.id]) == number, item.upper != AttackerSystem.unbounded
            else { return nil }
            return (1 + Maths.log(Double(1 + item.value))) * Double(1 + 4 * (depth[number] ?? 0))
        }
    }
}
