/// Linked figures that become known one after another, and what of them may be told each time: with everything that was told before in the
/// hands of whoever attacks.
///
/// A cell is one figure of one place and period. The same count of a cell is one unknown, whenever it comes; a corrected one is a new
/// unknown beside the old. Every version brings the sums of that moment. What is told then is told for good. Each time
///
/// 1. counts from 1 to the threshold less one are hidden, and every cell that was hidden before;
/// 2. beside them others, sum by sum, the small ones first (among those of like size by lot: who knows that always the smallest is taken
///    learns from that which of the hidden ones it is), until what is hidden in a sum could be anything in a range as wide as the threshold;
/// 3. a total that was corrected while its parts were not waits for them: with both it would tell which part changed, and by how much;
/// 4. the audit of all versions together decides (`DisclosureAudit`). Where it finds a leak, more is hidden by the cheapest exchange
///    (`ComplementarySuppression`); where that does not help, everything that is new is hidden, zeros too.
///
/// There is no way to learn what may be told but to go through all of it. In formulas: `docs/methods/small-numbers.md`.
public struct VersionedRelease: Sendable {
    /// What came in of a cell.
    public enum Entry: Sendable, Hashable {
        case count(Int)
        /// The source knows it and does not tell it.
        case withheld
        /// Nobody delivered it.
        case missing
    }

    /// A total and the parts that lie within it.
    public struct Sum: Sendable {
        public enum Fit: Sendable {
            /// The parts are the total, but for what has no place in them.
            case adds
            /// All that is in a part is in the total; parts may overlap.
            case within
            /// Periods that do not fit: more of the total may lie in parts that reach over its edge, and those are not among the parts.
            case loose
        }

        public let total: Int
        public let parts: [Int]
        public let fit: Fit

        public init(total: Int, parts: [Int], fit: Fit = .adds) {
            (self.total, self.parts, self.fit) = (total, parts, fit)
        }
    }

    /// How a version ended.
    public enum Outcome: Int, Sendable, Comparable {
        /// Nothing had to be hidden.
        case allTold
        /// What is hidden was proved to be safe.
        case proved
        /// Nothing but hiding all that was new was proved to be safe.
        case allHidden
        /// Even that leaves a small count that can be narrowed down too far, from what was told before.
        case open

        public static func < (one: Outcome, other: Outcome) -> Bool { one.rawValue < other.rawValue }
    }

    /// Proof that the hidden cells are safe beside all that was told; nobody else can make one.
    public struct Proof: Sendable {
        /// The cells of which nothing may be told any more.
        public let hidden: Set<Int>
        /// The worst of all versions.
        public let outcome: Outcome

        fileprivate init(hidden: Set<Int>, outcome: Outcome) { (self.hidden, self.outcome) = (hidden, outcome) }
    }

    public let threshold: Int
    let sums: [Sum]
    private(set) var sumsOf: [[Int]]
    var system = AttackerSystem(variables: [], relations: [])
    private var entries: [Entry?]
    /// The unknown that each cell is now.
    var variable: [Int?]
    /// All unknowns that it ever was, by count; −1 for withheld ones.
    private var versions: [[(count: Int, variable: Int)]]
    /// What the parts leave of each sum, by size.
    private var rests: [[(count: Int, variable: Int)]]
    private(set) var isHidden: [Bool]
    /// What each sum left over in any version.
    private var leftOver: [Set<Int>]
    /// Totals that wait for parts that fit them.
    private var waiting: Set<Int> = []
    private var witnesses: [[Int: Int]] = []
    private var outcome = Outcome.allTold
    /// Without it only what is small is hidden: for tests of those who attack.
    private let hidesBeside: Bool
    /// By cell, drawn from something that nobody outside knows; empty where the smallest is taken.
    private let lots: [UInt64]
    /// An audit of one version may cost so much (`DisclosureAudit.mostWork`); what is not proved by then is hidden.
    static let mostWork = 400_000_000

    /// - Parameters:
    ///   - cells: how many there are; they are named by their number.
    ///   - threshold: at least 2.
    ///   - lots: for each cell, always the same for that cell and known to nobody outside: by them one of several cells of like size
    ///     is hidden beside a small one. Empty for the smallest.
    public init(cells: Int, sums: [Sum], threshold: Int, lots: [UInt64] = []) {
        self.init(cells: cells, sums: sums, threshold, lots: lots, hidesBeside: true)
    }

    package init(cells: Int, sums: [Sum], _ threshold: Int, lots: [UInt64] = [], hidesBeside: Bool) {
        self.lots = lots
        self.threshold = max(2, threshold)
        self.sums = sums
        self.hidesBeside = hidesBeside
        sumsOf = Array(repeating: [], count: cells)
        for (number, sum) in sums.enumerated() { for cell in [sum.total] + sum.parts { sumsOf[cell].append(number) } }
        entries = Array(repeating: nil, count: cells)
        variable = Array(repeating: nil, count: cells)
        versions = Array(repeating: [], count: cells)
        rests = Array(repeating: [], count: sums.count)
        leftOver = Array(repeating: [], count: sums.count)
        isHidden = Array(repeating: false, count: cells)
    }

    /// What is hidden now.
    public var proof: Proof {
        Proof(hidden: Set(isHidden.indices.filter { isHidden[$0] }), outcome: outcome)
    }

    /// In what order cells are hidden beside others: small ones first, those of like size (up to twice as large) by lot.
    func turn(_ number: Int, _ cell: Int) -> (size: Int, lot: UInt64, number: Int) {
        let value = system.variables[number].value
        guard lots.indices.contains(cell) else { return (value, 0, number) }
        return (Int.bitWidth - (value / threshold).leadingZeroBitCount, lots[cell], number)
    }

    /// Between 1 and 2: of cells of like size another one is the cheapest each time.
    func dearness(_ cell: Int) -> Double {
        lots.indices.contains(cell) ? 1 + Double(lots[cell] >> 11) / Double(1 << 53) : 1
    }

    /// Whether nothing of the cell may be told, now or in any later version.
    public func isHidden(_ cell: Int) -> Bool { isHidden[cell] }

    /// Takes in what became known at one moment, and decides what of it is told.
    @discardableResult
    public mutating func publish(_ news: [(cell: Int, entry: Entry)]) -> Outcome {
        var fresh: [Int] = []
        var touched: Set<Int> = []
        for (cell, entry) in news where entries[cell] != entry {
            entries[cell] = entry
            touched.formUnion(sumsOf[cell])
            switch entry {
            case .missing: variable[cell] = nil
            case .count(let count): if take(cell, count, least: 0) { fresh.append(cell) }
            // It may be as little as one.
            case .withheld: if take(cell, -1, least: 1) { fresh.append(cell) }
            }
        }
        let misfits = touched.filter { isMisfit($0, Set(fresh)) }
        let late = Set(misfits.map { sums[$0].total }).filter { fresh.contains($0) && !isHidden[$0] }
        fresh += tellAgain(touched, misfits)
        var round = Round(fresh: Set(fresh))
        for cell in fresh { round.cellOf[variable[cell] ?? 0] = cell }
        for sum in touched.sorted() where !misfits.contains(sum) {
            if let relation = relate(sum, &round) { round.relations.append((relation, sums[sum].fit)) }
        }
        for cell in late.sorted() {
            waiting.insert(cell)
            hide(cell, &round, least: 0)
        }
        for cell in fresh.sorted() where isSmall(cell) || isHidden[cell] {
            hide(cell, &round, least: isHidden[cell] ? 0 : 1)
        }
        guard system.variables.contains(where: { $0.requirement != nil }) else { return .allTold }
        let result = hidesBeside ? decide(&round) : .proved
        for cell in round.hidden { isHidden[cell] = true }
        outcome = max(outcome, result)
        return result
    }

    /// What the parts that are there leave of their total; nil where either is not there.
    private func left(_ number: Int) -> Int? {
        let sum = sums[number]
        guard let total = variable[sum.total] else { return nil }
        let parts = sum.parts.compactMap { variable[$0] }
        return parts.isEmpty ? nil : parts.reduce(system.variables[total].value) { $0 - system.variables[$1].value }
    }

    /// Whether a total is newer than its parts, or they than it: then what they leave over says nothing of either.
    private func isMisfit(_ number: Int, _ fresh: Set<Int>) -> Bool {
        let sum = sums[number]
        guard sum.fit == .adds, let left = left(number), left != 0, !leftOver[number].contains(left) else {
            return false
        }
        guard !leftOver[number].isEmpty || left < 0 else { return false }
        let isTotalNew = fresh.contains(sum.total)
        let arePartsNew = sum.parts.contains { fresh.contains($0) }
        // A small rest is hidden all the same.
        return isTotalNew != arePartsNew && (isTotalNew || left < 0)
    }

    /// Totals that waited and now fit: they are told, unless they must be hidden for another reason.
    private mutating func tellAgain(_ touched: Set<Int>, _ misfits: Set<Int>) -> [Int] {
        var again: [Int] = []
        for cell in waiting.sorted() where !touched.isDisjoint(with: sumsOf[cell]) {
            let isLate = sumsOf[cell].contains { number in
                guard sums[number].total == cell, sums[number].fit == .adds, let left = left(number) else {
                    return false
                }
                return misfits.contains(number) || left != 0 && !leftOver[number].contains(left)
            }
            guard !isLate, let number = variable[cell] else { continue }
            waiting.remove(cell)
            isHidden[cell] = false
            system.variables[number].lower = system.variables[number].value
            system.variables[number].upper = system.variables[number].value
            system.variables[number].requirement = nil
            again.append(cell)
        }
        return again
    }

    /// What is decided together.
    struct Round {
        let fresh: Set<Int>
        var cellOf: [Int: Int] = [:]
        var relations: [(terms: [(variable: Int, coefficient: Int)], fit: Sum.Fit)] = []
        var hidden: Set<Int> = []
        /// Small ones that are left over of a sum.
        var rests: [Int] = []
    }

    /// - Returns: whether it is an unknown that was not there before.
    private mutating func take(_ cell: Int, _ count: Int, least: Int) -> Bool {
        if let same = versions[cell].first(where: { $0.count == count }) {
            variable[cell] = same.variable
            return false
        }
        let value = max(count, least)
        let number = system.add(
            AttackerSystem.Variable(
                id: CellID("\(cell)"), value: value, lower: value, upper: value, requirement: nil))
        versions[cell].append((count, number))
        variable[cell] = number
        return true
    }

    private func isSmall(_ cell: Int) -> Bool {
        switch entries[cell] {
        case .withheld: true
        case .count(let count): count > 0 && count < threshold
        case .missing, nil: false
        }
    }

    /// Adds what ties the cells of a sum now.
    private mutating func relate(_ number: Int, _ round: inout Round) -> [(variable: Int, coefficient: Int)]? {
        let sum = sums[number]
        guard let total = variable[sum.total] else { return nil }
        let parts = sum.parts.compactMap { variable[$0] }
        guard !parts.isEmpty else { return nil }
        var terms = [(variable: total, coefficient: 1)] + parts.map { (variable: $0, coefficient: -1) }
        let rest = parts.reduce(system.variables[total].value) { $0 - system.variables[$1].value }
        leftOver[number].insert(rest)
        // Of what is withheld nothing is known, so the worst is supposed: that all else is.
        let isGuessed = ([sum.total] + sum.parts).contains { entries[$0] == .withheld }
        if rest > 0, !isGuessed {
            let left = rests(number, rest)
            terms.append((left, -1))
            if rest < threshold { round.rests.append(left) }
        } else if rest <= -threshold, !isGuessed {
            return nil
        }
        system.add(terms)
        return terms
    }

    private mutating func rests(_ sum: Int, _ count: Int) -> Int {
        if let same = rests[sum].first(where: { $0.count == count }) { return same.variable }
        let number = system.add(
            AttackerSystem.Variable(
                id: CellID("rest \(sum)"), value: count, lower: 0, upper: AttackerSystem.unbounded,
                requirement: count < threshold ? small(count, least: 1) : nil))
        rests[sum].append((count, number))
        return number
    }

    /// How much must be possible above a small count.
    enum Above {
        /// As much as the threshold more.
        case full
        /// The threshold itself: where nothing is left but to hide all that is new.
        case toThreshold
    }

    /// The least that a small count must be able to be.
    private func floor(_ cell: Int) -> Int {
        guard let number = variable[cell] else { return 0 }
        // What lies in a total holds it up; how far depends on all that is hidden.
        let isHeldUp = sumsOf[cell].contains { sum in
            sums[sum].total == cell
                && sums[sum].parts.contains { variable[$0].map { system.variables[$0].value > 0 } ?? false }
        }
        return isHeldUp ? system.variables[number].value : system.variables[number].lower
    }

    /// Down to the least that it must be able to be, up, and in all as wide as the threshold.
    private func small(
        _ count: Int, least: Int, above: Above = .full
    ) -> DisclosureRule.Requirement {
        DisclosureRule.Requirement(
            below: max(0, count - least), above: above == .full ? threshold : max(1, threshold - count),
            width: threshold)
    }

    private var complementary: DisclosureRule.Requirement {
        DisclosureRule.Requirement(below: 0, above: 0, width: threshold)
    }

    /// - Parameter least: 0 where a zero may be hidden in the cell, else 1.
    mutating func hide(
        _ cell: Int, _ round: inout Round, least: Int, above: Above = .full
    ) {
        guard let number = variable[cell] else { return }
        round.hidden.insert(cell)
        let count = system.variables[number].value
        system.variables[number].lower = entries[cell] == .withheld ? 1 : min(least, count)
        system.variables[number].upper = AttackerSystem.unbounded
        system.variables[number].requirement =
            isSmall(cell) ? small(count, least: floor(cell), above: above) : complementary
    }

    // MARK: the decision

    private mutating func decide(_ round: inout Round) -> Outcome {
        hideBeside(&round)
        if failing(stopAtFirst: true).isEmpty { return .proved }
        var repaired: ComplementarySuppression?
        let costs = costs(round)
        if !ComplementarySuppression.isLarge(system), costs.contains(where: { $0 != nil }) {
            repaired = try? ComplementarySuppression(
                system, costs: costs, complementary: complementary, least: 1, witnesses: witnesses)
        }
        if let repaired {
            for number in repaired.added { if let cell = round.cellOf[number] { hide(cell, &round, least: 1) } }
            if failing(stopAtFirst: true).isEmpty { return .proved }
        }
        for cell in round.fresh.sorted() { hide(cell, &round, least: 0, above: .toThreshold) }
        for number in round.rests {
            system.variables[number].requirement = small(system.variables[number].value, least: 1, above: .toThreshold)
        }
        var isOpen = false
        for number in failing(stopAtFirst: false) {
            // A count that is not small may be known; what it was hidden for is proved by itself.
            if system.variables[number].requirement == complementary {
                system.variables[number].requirement = nil
            } else {
                isOpen = true
            }
        }
        return isOpen ? .open : .allHidden
    }

    /// What the audit of all versions together does not find safe.
    private mutating func failing(stopAtFirst: Bool) -> [Int] {
        var search = WitnessSearch(system, earlier: witnesses, mostWork: Self.mostWork)
        let failing = search.unprotected(stopAtFirst: stopAtFirst)
        if failing.isEmpty { witnesses = search.witnesses }
        return failing
    }
}
