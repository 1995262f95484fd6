/// What an attacker can find out about each cell that must be protected, with a proof that can be checked without trusting any solver.
///
/// A cell passes only when whole-number tables have been found that agree with everything shown, now and earlier, and whose count of that
/// cell lies as far below, as far above and as far apart as required. Each such table is checked sum by sum in whole numbers. So the audit
/// may refuse a table that is safe, never pass one that is not.
public struct DisclosureAudit: Sendable, Equatable {
    public struct Finding: Sendable, Equatable {
        public let cell: CellID
        /// Counts that were proved possible for the attacker; the true interval is at least as wide.
        public let possible: ClosedRange<Int>
        public let passes: Bool
    }

    /// One for each cell that must be protected, in the order of names.
    public let findings: [Finding]
    /// Whole-number tables that were needed for the proof.
    public let tables: Int

    public var passes: Bool { findings.allSatisfy(\.passes) }
    public var recoverable: [CellID] { findings.filter { !$0.passes }.map(\.cell) }
    /// Width of the narrowest interval; nil when nothing had to be protected.
    public var narrowest: Int? { findings.map { $0.possible.upperBound - $0.possible.lowerBound }.min() }

    /// What one audit may cost, in entries of the simplex tableau that are changed: some ten seconds. What is not proved by then
    /// does not pass.
    static let mostWork = 6_000_000_000

    /// - Parameter candidates: tables that were found before, of which those that agree are used.
    init(_ system: AttackerSystem, candidates: [[Int: Int]] = [], mostWork: Int = DisclosureAudit.mostWork) {
        var search = WitnessSearch(system, earlier: candidates, mostWork: mostWork)
        _ = search.unprotected(stopAtFirst: false)
        findings = system.variables.enumerated().compactMap { number, variable in
            guard variable.requirement != nil else { return nil }
            let reach = search.reach[number]
            return Finding(
                cell: variable.id, possible: (variable.value + reach.low)...(variable.value + reach.high),
                passes: search.satisfied(number))
        }.sorted { $0.cell < $1.cell }
        tables = search.witnesses.count
    }
}

/// Looks for whole-number tables that show how far a hidden count may lie from the truth.
struct WitnessSearch: Sendable {
    private(set) var system: AttackerSystem
    /// Changes of counts that agree with all that is known; each one was checked.
    private(set) var witnesses: [[Int: Int]] = []
    /// Lowest and highest change of each variable among them.
    private(set) var reach: [(low: Int, high: Int)]
    private var groups: [[Int]]
    private var groupOf: [Int]
    private var programs: [Int: ExchangeProgram] = [:]
    /// What may still be spent on linear programs; without any left, only what is known already counts as proof.
    private(set) var workLeft: Int
    /// A program of more entries than this is not begun.
    static let largestProgram = 4_000_000

    /// - Parameter earlier: changes that may still agree; those that do not are left out.
    init(_ system: AttackerSystem, earlier: [[Int: Int]] = [], mostWork: Int = DisclosureAudit.mostWork) {
        self.system = system
        workLeft = mostWork
        reach = Array(repeating: (0, 0), count: system.variables.count)
        groups = system.components()
        groupOf = Array(repeating: -1, count: system.variables.count)
        for (number, group) in groups.enumerated() { for variable in group { groupOf[variable] = number } }
        for change in earlier { keep(change) }
    }

    /// The variables whose requirement no witness meets.
    mutating func unprotected(stopAtFirst: Bool) -> [Int] {
        var failing: [Int] = []
        for variable in system.variables.indices where system.variables[variable].requirement != nil {
            if satisfied(variable) { continue }
            explore(variable)
            if satisfied(variable) { continue }
            failing.append(variable)
            if stopAtFirst { break }
        }
        return failing
    }

    func satisfied(_ variable: Int) -> Bool {
        guard let need = system.variables[variable].requirement else { return true }
        let (low, high) = reach[variable]
        return -low >= need.below && high >= need.above && high - low >= need.width
    }

    private mutating func explore(_ variable: Int) {
        guard groupOf[variable] >= 0, let need = system.variables[variable].requirement else { return }
        if reach[variable].high < max(need.above, 1) {
            push(variable, 1, enough: max(need.above, need.width + reach[variable].low))
        }
        if satisfied(variable) { return }
        push(variable, -1, enough: max(need.below, need.width - reach[variable].high))
        if satisfied(variable) { return }
        push(variable, 1, enough: max(need.above, need.width + reach[variable].low))
    }

    /// Moves one count as far as needed, and keeps the table found if it is one of whole numbers that agrees with everything.
    private mutating func push(_ variable: Int, _ direction: Double, enough: Int) {
        let group = groupOf[variable]
        let members = groups[group]
        guard workLeft > 0, enough > 0, let column = members.firstIndex(of: variable) else { return }
        if programs[group] == nil {
            let rows = Set(members.flatMap { system.relationsOf[$0] }).count
            guard rows * members.count <= Self.largestProgram else { return }
        }
        var program = programs[group] ?? system.program(members)
        let before = program.work
        program.limit = before + workLeft
        defer { workLeft -= program.work - before + members.count }
        program.maximise([(column, direction)], enough: Double(enough))
        if !keep(program.values, of: members) {
            repairFractions(&program, members, (column, direction), enough)
            programs[group] = nil
        } else {
            programs[group] = program
        }
    }

    /// Where a corner of the program is not whole, bounds between 0 and the fraction are tried instead.
    private mutating func repairFractions(
        _ program: inout ExchangeProgram, _ members: [Int], _ goal: (column: Int, weight: Double), _ enough: Int
    ) {
        for _ in 0..<12 {
            let fractions = program.values.indices.filter {
                abs(program.values[$0] - program.values[$0].rounded()) > 1e-6
            }
            guard let worst = fractions.first else { return }
            let value = program.values[worst]
            let bounds = program.columns[worst]
            if value > 0 {
                program.bound(worst, lower: bounds.lower, upper: value.rounded(.down))
            } else {
                program.bound(worst, lower: value.rounded(.up), upper: bounds.upper)
            }
            program.reset()
            program.maximise([goal], enough: Double(enough))
            if keep(program.values, of: members) { return }
        }
    }

    private mutating func keep(_ values: [Double], of members: [Int]) -> Bool {
        var change: [Int: Int] = [:]
        for (member, value) in zip(members, values) {
            guard abs(value - value.rounded()) <= 1e-6 else { return false }
            if value.rounded() != 0 { change[member] = Int(value.rounded()) }
        }
        return keep(change)
    }

    /// Other cells are hidden now than when the search began; what was found before must still agree.
    mutating func update(_ system: AttackerSystem) { self.system = system }

    @discardableResult
    mutating func keep(_ change: [Int: Int]) -> Bool {
        guard !change.isEmpty, system.allows(change) else { return change.isEmpty }
        var news = false
        for (variable, amount) in change {
            if amount < reach[variable].low { (reach[variable].low, news) = (amount, true) }
            if amount > reach[variable].high { (reach[variable].high, news) = (amount, true) }
        }
        if news { witnesses.append(change) }
        return true
    }
}

extension AttackerSystem {
    /// The least and greatest count that an attacker must consider possible, nil above when nothing limits it.
    ///
    /// Exact when the tables form a network (two ways to divide, one of them without levels); otherwise never narrower than the truth
    /// in whole numbers by more than rounding.
    func interval(of variable: Int) -> (least: Int, greatest: Int?) {
        let item = variables[variable]
        guard let group = components().first(where: { $0.contains(variable) }),
            let column = group.firstIndex(of: variable)
        else {
            return (item.value, item.value)
        }
        var program = program(group)
        let up = program.maximise([(column, 1)])
        let down = program.maximise([(column, -1)])
        let greatest = up >= Double(Self.far) - 0.5 ? nil : item.value + Int((up + 1e-6).rounded(.down))
        return (item.value - Int((down + 1e-6).rounded(.down)), greatest)
    }
}
