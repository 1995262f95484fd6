import Core

/// Who may use a route, and what the handler gets as proof of it. A route cannot be written without one.
///
/// The rule turns a request into a `Proof` or throws a `Refusal`; the handler cannot run without the proof.
public struct Access<Proof: Sendable>: Sendable {
    /// For the list of routes and the tests that are made from it: `anyone`, `seeker`, `counsellor` …
    public let name: String
    let prove: @Sendable (Exchange) async throws -> Proof

    public init(_ name: String, prove: @escaping @Sendable (Exchange) async throws -> Proof) {
        self.name = name
        self.prove = prove
    }

    /// Asks this rule from within another rule.
    public func proof(of exchange: Exchange) async throws -> Proof {
        try await prove(exchange)
    }
}

/// The proof of nothing: the route is for everybody.
public struct Anyone: Sendable {}

extension Access where Proof == Anyone {
    public static var anyone: Access<Anyone> { Access("anyone") { _ in Anyone() } }
}
