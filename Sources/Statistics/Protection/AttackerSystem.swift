/// Everything an attacker can know, as bounds on counts and sums between them.
///
/// Counts that were shown have equal bounds (or bounds 2 away when rounded); hidden ones have 0 below and nothing above.
struct AttackerSystem: Sendable {
    struct Variable: Sendable {
        let id: CellID
        /// The true count.
        let value: Int
        /// What is known: value lies between these, all included.
        var lower: Int
        var upper: Int
        /// nil where the cell needs no protection.
        var requirement: DisclosureRule.Requirement?

        var isKnown: Bool { lower == upper }
    }

    /// Stands for "no bound"; more than any sum of counts.
    static let unbounded = 1 << 60
    /// How far above the truth a count is imagined when nothing limits it.
    static let far = 1_000_000_000

    var variables: [Variable]
    /// Each keeps the same sum whatever is imagined: the total with 1, the parts with −1.
    private(set) var relations: [[(variable: Int, coefficient: Int)]]
    /// The relations each variable is in.
    private(set) var relationsOf: [[Int]]

    init(variables: [Variable], relations: [[(variable: Int, coefficient: Int)]]) {
        self.variables = variables
        self.relations = []
        relationsOf = Array(repeating: [], count: variables.count)
        for relation in relations { add(relation) }
    }

    /// - Returns: its number.
    mutating func add(_ variable: Variable) -> Int {
        variables.append(variable)
        relationsOf.append([])
        return variables.count - 1
    }

    mutating func add(_ relation: [(variable: Int, coefficient: Int)]) {
        for term in relation { relationsOf[term.variable].append(relations.count) }
        relations.append(relation)
    }

    /// The variables an attacker cannot solve at once, in groups that no sum ties to each other.
    ///
    /// A relation with one unknown gives it away; that goes on until none is left.
    func components() -> [[Int]] {
        var unknown = variables.map { !$0.isKnown }
        var open = relations.map { relation in relation.count { unknown[$0.variable] } }
        var stack = open.indices.filter { open[$0] == 1 }
        while let relation = stack.popLast() {
            guard open[relation] == 1, let term = relations[relation].first(where: { unknown[$0.variable] }) else {
                continue
            }
            unknown[term.variable] = false
            for other in relationsOf[term.variable] {
                open[other] -= 1
                if open[other] == 1 { stack.append(other) }
            }
        }
        var groups: [[Int]] = []
        var seen = Array(repeating: false, count: variables.count)
        for start in variables.indices where unknown[start] && !seen[start] {
            var group: [Int] = []
            var queue = [start]
            seen[start] = true
            while let variable = queue.popLast() {
                group.append(variable)
                for relation in relationsOf[variable] {
                    for term in relations[relation] where unknown[term.variable] && !seen[term.variable] {
                        seen[term.variable] = true
                        queue.append(term.variable)
                    }
                }
            }
            groups.append(group.sorted())
        }
        return groups
    }

    /// Changes of the counts of a group that keep every sum and every bound.
    func program(_ group: [Int]) -> ExchangeProgram {
        let place = Dictionary(uniqueKeysWithValues: group.enumerated().map { ($1, $0) })
        var columns = group.map { variable in
            let item = variables[variable]
            let above = item.upper >= Self.unbounded ? Self.far : item.upper - item.value
            return (
                entries: [(row: Int, coefficient: Double)](), lower: Double(item.lower - item.value),
                upper: Double(above)
            )
        }
        var rows = 0
        for relation in Set(group.flatMap { relationsOf[$0] }).sorted() {
            for term in relations[relation] {
                if let column = place[term.variable] {
                    columns[column].entries.append((rows, Double(term.coefficient)))
                }
            }
            rows += 1
        }
        return ExchangeProgram(
            rows: rows,
            columns: columns.map { ExchangeProgram.Column(entries: $0.entries, lower: $0.lower, upper: $0.upper) })
    }

    /// Whether counts changed by `change` (variable and amount) agree with all that is known: in whole numbers, without any rounding.
    func allows(_ change: [Int: Int]) -> Bool {
        for (variable, amount) in change {
            let item = variables[variable]
            let (count, overflow) = item.value.addingReportingOverflow(amount)
            guard !overflow, count >= item.lower, count <= item.upper else { return false }
        }
        // Sums in which nothing changes stay as they are.
        var touched: Set<Int> = []
        for variable in change.keys { touched.formUnion(relationsOf[variable]) }
        for relation in touched {
            var sum = 0
            for term in relations[relation] { sum += term.coefficient * (change[term.variable] ?? 0) }
            guard sum == 0 else { return false }
        }
        return true
    }
}
