import Core
import Database
import Pack
import Sealing
import Testing

@testable import Care

@Suite struct `A challenge that was used` {
    @Test(arguments: Engine.available)
    func `lets nobody in again, whichever node it is brought to and after a new start too`(_ engine: Engine)
        async throws
    {
        try await Helpline.withNodes(engine) { nodes in
            let (one, other) = (nodes[0], nodes[nodes.count - 1].restarted)
            _ = try await one.person("noor", on: Helpline.child)
            let line = Helpline.child
            func gate(_ helpline: Helpline) -> AdmissionActions {
                AdmissionActions(
                    conversations: helpline.talks,
                    admission: Admission(isOn: true, pepper: helpline.pepper, clock: helpline.time.clock))
            }
            let gates = [gate(one), gate(other)]
            var asked: Admission.Asked?
            for _ in 0..<100 where asked == nil {
                if case .asked(let found) = try await gates[0].begin(.init(line: line, language: .dutch)) {
                    asked = found
                }
            }
            let challenge = try #require(asked?.challenge)
            let proof = Proof(
                challenge: challenge.id, nonce: TriedGate.solve(challenge.id, bits: challenge.bits))
            var begun = 0
            for gate in [gates[1], gates[0], gate(other)] {
                let outcome = try await gate.begin(.init(line: line, language: .dutch, proof: proof))
                if case .began = outcome { begun += 1 }
            }
            #expect(begun == 1)
            func kept() async throws -> Int {
                try await one.store.read { try $0.first(OldUsedChallenges(now: challenge.expiresAt)) ?? 0 }
            }
            #expect(try await kept() == 1)
            one.time.move(.seconds(Challenge.lifetime))
            let proved = try #require(try await one.talks.purge().proof)
            #expect(try await kept() == 0 && proved.leftOver == 0)
        }
    }
}
