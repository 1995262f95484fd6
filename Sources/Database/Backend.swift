/// An engine under a ``Store``.
protocol Backend: Sendable {
    var engine: Engine { get }
    func write(_ work: Write)
    func read(_ work: Read)
    func compact() async throws
    func backup(to path: String) async throws
    func close() async
}
