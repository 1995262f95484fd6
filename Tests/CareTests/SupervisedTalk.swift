import Core

@testable import Care

/// Noor talks with somebody; Tess is the supervisor of her line.
struct SupervisedTalk {
    let noor: SignedIn
    let tess: SignedIn
    let started: ConversationsActions.Started
    var id: ConversationID { started.id }
    var seeker: Party { .seeker(started.token) }

    init(_ helpline: Helpline) async throws {
        tess = try await helpline.supervisor("tess", on: Helpline.child)
        noor = try await helpline.person("noor", on: Helpline.child)
        started = try await helpline.open(by: noor)
    }
}
