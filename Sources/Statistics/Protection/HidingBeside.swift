extension VersionedRelease {
    /// Others beside what is hidden, sum by sum, small ones first.
    mutating func hideBeside(_ round: inout Round) {
        var isStill = false
        while !isStill {
            isStill = true
            for (terms, fit) in round.relations where guess(terms, fit, &round) { isStill = false }
        }
    }

    /// - Returns: whether anything was hidden.
    private mutating func guess(
        _ terms: [(variable: Int, coefficient: Int)], _ fit: Sum.Fit, _ round: inout Round
    ) -> Bool {
        let total = terms[0].variable
        let parts = terms.dropFirst().map(\.variable)
        let unknown = parts.filter { !system.variables[$0].isKnown }
        guard unknown.contains(where: { system.variables[$0].requirement != nil }) || !system.variables[total].isKnown
        else { return false }
        func canHide(_ number: Int) -> Int? {
            guard let cell = round.cellOf[number], !round.hidden.contains(cell), system.variables[number].value > 0
            else { return nil }
            return cell
        }
        let smallest = parts.compactMap { number in canHide(number).map { (number, turn(number, $0)) } }
            .min { $0.1 < $1.1 }?.0
        if !system.variables[total].isKnown {
            // All parts together would be the total.
            guard unknown.isEmpty, let cell = smallest.flatMap(canHide) else { return false }
            hide(cell, &round, least: 1)
            return true
        }
        if fit == .loose {
            guard unknown.contains(where: { round.cellOf[$0] != nil || system.variables[$0].requirement != nil }) else {
                return false
            }
            if let cell = canHide(total) {
                hide(cell, &round, least: 1)
                return true
            }
            let others = parts.compactMap(canHide)
            for cell in others { hide(cell, &round, least: 1) }
            return !others.isEmpty
        }
        let room = unknown.map { system.variables[$0].value - system.variables[$0].lower }
        let all = room.reduce(0, +)
        let isWide = zip(unknown, room).allSatisfy { number, own in
            guard let need = system.variables[number].requirement else { return true }
            return all >= need.width && all - own >= need.above
        }
        guard !isWide, let cell = smallest.flatMap(canHide) ?? canHide(total) else { return false }
        hide(cell, &round, least: 1)
        return true
    }

    /// Cells that are new and would be told; totals are missed more.
    func costs(_ round: Round) -> [Double?] {
        var costs = [Double?](repeating: nil, count: system.variables.count)
        for cell in round.fresh where !round.hidden.contains(cell) {
            guard let number = variable[cell], system.variables[number].value > 0 else { continue }
            let isTotal = sumsOf[cell].contains { sums[$0].total == cell }
            costs[number] =
                (1 + Maths.log(Double(1 + system.variables[number].value))) * (isTotal ? 8 : 1) * dearness(cell)
        }
        return costs
    }
}
