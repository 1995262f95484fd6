import Core

/// Who may use a route, and what the handler gets as proof of it. A route cannot be written without one.
///
/// The rule turns a request into a `Proof` or throws a `Refusal`; the handler cannot run without the proof.
public struct Access<Proof: Sendable>: Sendable {
    /// For the list of routes and the tests that are made from it: `anyone`, `seeker`, `counsellor` …
    public let name: String
    let prove: @Sendable (Exchange) async throws -> Proof
    private(set) var missing: (@Sendable (Exchange, Proof) async throws -> Reply?)?

    public init(_ name: String, prove: @escaping @Sendable (Exchange) async throws -> Proof) {
        self.name = name
        self.prove = prove
    }

    /// The same rule, with an answer of its own when what the address names is not there (`Refusal.notFound`) for who was
    /// let in by it. Nil from `answer` leaves it at the refusal.
    public func whenMissing(_ answer: @escaping @Sendable (Exchange, Proof) async throws -> Reply?) -> Access {
        var access = self
        access.missing = answer
        return access
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
