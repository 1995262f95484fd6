/// Chooses further cells to hide until nothing that must be protected can be calculated.
///
/// Each cell that the audit finds unprotected asks for the cheapest exchange of counts between cells that would move it as far as
/// required; the shown cells in that exchange are hidden too, and the audit begins anew. At the end every cell hidden for others that
/// turned out not to be needed is shown again. Sources: M. Fischetti, J. J. Salazar, "Models and algorithms for the 2-dimensional cell
/// suppression problem in statistical disclosure control", Mathematical Programming 84 (1999) 283–312; J. P. Kelly, B. L. Golden, A. A.
/// Assad, "Cell suppression", Networks 22 (1992) 397–417.
struct ComplementarySuppression {
    private(set) var system: AttackerSystem
    /// Variables hidden for others, in the order in which they were.
    private(set) var added: [Int] = []
    /// What hiding a variable costs; nil where it cannot be hidden.
    private let costs: [Double?]
    private let complementary: DisclosureRule.Requirement
    private var witnesses: [[Int: Int]] = []
    private let shown: [AttackerSystem.Variable]

    /// - Throws: `ProtectionError.cannotBeProtected`.
    init(
        _ system: AttackerSystem, costs: [Double?], complementary: DisclosureRule.Requirement
    ) throws(ProtectionError) {
        self.system = system
        self.costs = costs
        self.complementary = complementary
        shown = system.variables
        try repair()
        showAgain()
    }

    private mutating func repair() throws(ProtectionError) {
        while true {
            var search = WitnessSearch(system, earlier: witnesses)
            let failing = search.unprotected(stopAtFirst: true)
            witnesses = search.witnesses
            guard let variable = failing.first else { return }
            let reach = search.reach[variable]
            guard let need = system.variables[variable].requirement else { return }
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
            system.variables[variable].lower = 0
            system.variables[variable].upper = AttackerSystem.unbounded
            system.variables[variable].requirement = system.variables[variable].requirement ?? complementary
            added.append(variable)
        }
        return !news.isEmpty
    }

    private func isHidden(_ variable: Int) -> Bool {
        system.variables[variable].lower == 0 && system.variables[variable].upper == AttackerSystem.unbounded
    }

    /// The cheapest cell that could be hidden in a sum with this one, for where the exchange is not of whole numbers.
    private func neighbour(of variable: Int) -> [Int]? {
        let near = Set(system.relations.filter { $0.contains { $0.variable == variable } }.joined().map(\.variable))
        return near.filter { costs[$0] != nil && !isHidden($0) }
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
            add(number, -1, item.lower, cost)
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
