import Core
import HTTPTypes
import Site

/// Signing in and out over the API.
struct StaffRoutes: Sendable {
    let actions: StaffActions
    let conversations: ConversationsActions

    func hang(_ routes: RouteTable) {
        routes.post("/api/v1/sessions", .anyone, signIn)
        routes.delete("/api/v1/sessions", actions.access("staff"), signOut)
    }

    private struct SignInBody: Decodable {
        let name: String
        let password: String
        let otp: String?
    }

    private struct SessionBody: Encodable {
        let token: String
        let expiresAt: String
    }

    private func signIn(_ exchange: Exchange, _: Anyone) async throws -> Reply {
        let body = try await exchange.json(SignInBody.self, limit: 8192)
        let session = try await actions.signIn(
            name: body.name, password: Words(body.password), otp: body.otp.map { Words($0) })
        return try .json(
            SessionBody(token: StaffActions.text(of: session.token), expiresAt: session.expiresAt.rfc3339),
            status: .created)
    }

    private func signOut(_: Exchange, _ person: SignedIn) async throws -> Reply {
        try await conversations.signOut(person)
        return .nothing
    }
}
