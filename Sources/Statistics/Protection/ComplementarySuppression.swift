/// Chooses further cells to hide until nothing that must be protected can be calculated.
///
/// Each cell that the audit finds unprotected asks for the cheapest exchange of counts between cells that would move it as far as
/// required; the shown cells in that exchange are hidden too, and the audit begins anew. At the end every cell hidden for others that
/// turned out not to be needed is shown again (not in very large systems). Sources: M. Fischetti, J. J. Salazar, "Models and algorithms for the 2-dimensional cell
/// suppression problem in statistical disclosure control", Mathematical Programming 84 (1999) 283–312; J. P. Kelly, B. L. Golden, A. A.
/// Assad, "Cell suppression", Networks 22 (1992) 397–417.
struct ComplementarySuppression {
    private(set) var system: AttackerSystem
    /// Variables hidden for others, in the order in which they were.
    private(set) var added: [Int] = []
    /// What hiding a variable costs; nil where it cannot be hidden.
    private let costs: [Double?]
    private let complementary: DisclosureRule.Requirement
    /// The limit of work was reached, so that more is hidden than would have been needed.
    private(set) var isBounded = false
    /// Changes of counts that show that everything is protected; whoever uses them checks them.
    private(set) var witnesses: [[Int: Int]] = []
    private let shown: [AttackerSystem.Variable]
    /// The least that everybody knows of a cell that is hidden: 1 where zeros are always shown.
    private let least: Int

    /// - Parameters:
    ///   - crossing: how the cells cross, where they do; with it large tables are quick.
    ///   - least: the least count that anybody must reckon with in a hidden cell.
    ///   - witnesses: tables that were found before.
    /// - Throws: `ProtectionError.cannotBeProtected`.
    init(
        _ system: AttackerSystem, costs: [Double?], complementary: DisclosureRule.Requirement,
        crossing: CrossedCells? = nil, least: Int = 0, witnesses: [[Int: Int]] = []
    ) throws(ProtectionError) {
        self.system = system
        self.costs = costs
        self.complementary = complementary
        self.least = least
        self.witnesses = witnesses
        shown = system.variables
        // In large systems the cheapest exchange is not looked for: first comes an exchange between the corners of a box for each cell, then
        // the simple rule that no sum may have one unknown. All that these hid stays hidden.
        if isLarge {
            if let crossing { exchangeCorners(crossing) }
            pairUp()
        }
        try repair()
        if !isLarge { showAgain() }
    }

    /// Whether the program of the cheapest exchange would take minutes.
    var isLarge: Bool { Self.isLarge(system) }
    static func isLarge(_ system: AttackerSystem) -> Bool {
        system.relations.count * system.variables.count > 300_000
    }

    /// For each cell that is not protected the cheapest box of cells that can exchange counts; all its corners are hidden.
    private mutating func exchangeCorners(_ crossing: CrossedCells) {
        var search = WitnessSearch(system, earlier: witnesses)
        for variable in system.variables.indices {
            guard let need = system.variables[variable].requirement, !search.satisfied(variable),
                let box = crossing.box(of: variable, need, system, costs, least: least)
            else { continue }
            _ = hide(box.map(\.variable))
            search.update(system)
            for amount in [max(need.above, need.width - need.below), -need.below] where amount != 0 {
                search.keep(
                    Dictionary(uniqueKeysWithValues: box.map { ($0.variable, $0.sign * amount) }))
            }
        }
        witnesses = search.witnesses
    }

    /// Hides the cheapest other cell of every sum with one hidden cell, rather one that also helps another such sum.
    private mutating func pairUp() {
        let relationsOf = system.relationsOf
        var open = system.relations.map { relation in relation.count { isHidden($0.variable) } }
        var stack = open.indices.filter { open[$0] == 1 }
        while let relation = stack.popLast() {
            guard open[relation] == 1 else { continue }
            func price(_ variable: Int) -> Double {
                let others = relationsOf[variable].filter { $0 != relation }
                let news = others.count { open[$0] == 0 }
                return (costs[variable] ?? .infinity) * Double(1 + 4 * news)
                    / Double(1 + others.count { open[$0] == 1 })
            }
            let candidates = system.relations[relation].map(\.variable).filter { costs[$0] != nil && !isHidden($0) }
            guard let best = candidates.map({ ($0, price($0)) }).min(by: { ($0.1, $0.0) < ($1.1, $1.0) })?.0 else {
                continue
            }
            _ = hide([best])
            for other in relationsOf[best] {
                open[other] += 1
                if open[other] == 1 { stack.append(other) }
            }
        }
    }

    private mutating func repair() throws(ProtectionError) {
        var workLeft = DisclosureAudit.mostWork
        while true {
            var search = WitnessSearch(system, earlier: witnesses, mostWork: workLeft)
            let failing = search.unprotected(stopAtFirst: !isLarge)
            witnesses = search.witnesses
            workLeft = search.workLeft
            isBounded = isBounded || workLeft <= 0
            guard let variable = failing.first else { return }
            let reach = search.reach[variable]
            guard let need = system.variables[variable].requirement else { return }
            if isLarge {
                guard failing.map({ hide(neighbour(of: $0)) }).contains(true) else {
                    throw .cannotBeProtected(system.variables[variable].id)
                }
                pairUp()
                continue
            }
            var goals: [Int] = []
            if reach.high < need.above { goals.append(need.above) }
            if -reach.low < need.below { goals.append(-need.below) }
            if goals.isEmpty {
                // Both ends may move; upwards first, since counts end at zero.
                goals = [reach.low + need.width]
                if hide(exchange(variable, goals[0])) { continue }
                goals = [-(need.width - reach.high)]
            }
            var helped = false
            for goal in goals where hide(exchange(variable, goal)) { helped = true }
            if !helped, !hide(neighbour(of: variable)) { throw .cannotBeProtected(system.variables[variable].id) }
        }
    }

    /// Hides variables; false when there are none that were not hidden.
    private mutating func hide(_ variables: [Int]?) -> Bool {
        let news = (variables ?? []).filter { costs[$0] != nil && !isHidden($0) }
        for variable in news {
            system.variables[variable].lower = min(least, system.variables[variable].value)
            system.variables[variable].upper = AttackerSystem.unbounded
            system.variables[variable].requirement = system.variables[variable].requirement ?? complementary
            added.append(variable)
        }
        return !news.isEmpty
    }

    private func isHidden(_ variable: Int) -> Bool {
        system.variables[variable].upper == AttackerSystem.unbounded
    }

    /// The cheapest cell that could be hidden in a sum with this one, in the sum with the fewest hidden ones: for where the exchange is not
    /// of whole numbers or takes too long.
    private func neighbour(of variable: Int) -> [Int]? {
        let sums = system.relations.filter { sum in
            sum.contains { $0.variable == variable }
                && sum.contains { costs[$0.variable] != nil && !isHidden($0.variable) }
        }
        let fewest = sums.min { one, other in
            one.count { isHidden($0.variable) } < other.count { isHidden($0.variable) }
        }
        return fewest?.map(\.variable).filter { costs[$0] != nil && !isHidden($0) }
            .min { (costs[$0] ?? 0, $0) < (costs[$1] ?? 0, $1) }.map { [$0] }
    }

    /// The shown cells in the cheapest exchange that changes a variable by `goal`; nil when there is none.
    private func exchange(_ variable: Int, _ goal: Int) -> [Int]? {
        var columns: [ExchangeProgram.Column] = []
        var owners: [Int] = []
        var weights: [Double] = []
        let entries = entries()
        func add(_ owner: Int, _ sign: Double, _ room: Int, _ weight: Double) {
            guard room > 0 else { return }
            columns.append(
                ExchangeProgram.Column(
                    entries: entries[owner].map { ($0.row, $0.coefficient * sign) }, lower: 0,
                    upper: Double(min(room, AttackerSystem.far))))
            owners.append(owner)
            weights.append(weight)
        }
        var target: [(column: Int, weight: Double)] = []
        for (number, item) in system.variables.enumerated() {
            if number == variable {
                add(number, goal > 0 ? 1 : -1, abs(goal), 0)
                target = [(columns.count - 1, 1)]
                continue
            }
            // Within what is known already nothing has to be hidden; a little cost keeps the exchange short.
            add(number, 1, item.upper - item.value, 0.001)
            add(number, -1, item.value - item.lower, 0.001)
            guard let cost = costs[number], !isHidden(number) else { continue }
            add(number, 1, AttackerSystem.far, cost)
            add(number, -1, item.lower - least, cost)
        }
        guard !target.isEmpty else { return nil }
        var program = ExchangeProgram(rows: system.relations.count, columns: columns)
        let large = 1e6
        program.maximise(
            target.map { ($0.column, large) } + weights.indices.filter { weights[$0] > 0 }.map { ($0, -weights[$0]) })
        guard program.values[target[0].column] >= Double(abs(goal)) - 1e-6 else { return nil }
        let used = owners.indices.filter { program.values[$0] > 1e-6 && weights[$0] > 0.001 }.map { owners[$0] }
        return Set(used).sorted()
    }

    private func entries() -> [[(row: Int, coefficient: Double)]] {
        var entries: [[(row: Int, coefficient: Double)]] = Array(repeating: [], count: system.variables.count)
        for (row, relation) in system.relations.enumerated() {
            for term in relation { entries[term.variable].append((row, Double(term.coefficient))) }
        }
        return entries
    }

    /// Tries to show each added cell again, the costliest first; what still protects everything stays shown.
    private mutating func showAgain() {
        for variable in added.sorted(by: { (costs[$0] ?? 0, $0) > (costs[$1] ?? 0, $1) }) {
            let hidden = system.variables[variable]
            system.variables[variable] = shown[variable]
            // A table that changes this cell no longer agrees; the others still prove what they proved.
            var search = WitnessSearch(system, earlier: witnesses)
            if search.unprotected(stopAtFirst: true).isEmpty {
                witnesses = search.witnesses
                added.removeAll { $0 == variable }
            } else {
                system.variables[variable] = hidden
                for change in search.witnesses where !witnesses.contains(change) { witnesses.append(change) }
            }
        }
    }
}
