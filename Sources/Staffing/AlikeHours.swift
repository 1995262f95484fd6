/// Hours of the week that are the same to a queue: as many come in them, and in the hours just before. They get the same
/// number of counsellors, and what happens in them is measured together, so that chance tells no two of them apart.
public struct AlikeHours: Sendable, Hashable {
    /// The group of each hour, a place in ``groups``.
    public let group: [Int]
    /// The hours of each group, ascending.
    public let groups: [[Int]]

    /// Hours before an hour that still count: what one hour lacks is felt in those after it, and after a working day no more.
    static let memory = 8

    /// Of a week whose first hour follows on the last.
    public init(_ arrivals: [Double]) {
        var known: [[Double]: Int] = [:]
        var (group, groups): ([Int], [[Int]]) = ([], [])
        for hour in arrivals.indices {
            let past = (0...Self.memory).map { arrivals[Simulation.cyclic(hour - $0, arrivals.count)] }
            let number = known[past] ?? groups.count
            if number == groups.count {
                known[past] = number
                groups.append([])
            }
            groups[number].append(hour)
            group.append(number)
        }
        (self.group, self.groups) = (group, groups)
    }

    /// Every hour by itself.
    init(each hours: Int) {
        group = Array(0..<hours)
        groups = group.map { [$0] }
    }
}
