import Core
import Database
import Pack
import Sealing
import Testing

@testable import Care

/// The rows of talks that were erased, put back from a copy of the database that is older.
@Suite struct `What a backup brings back` {
    @Test(arguments: Engine.available)
    func `is deleted again by the next purge, waiting or closed, and others stay`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let closed = try await helpline.open(by: noor)
            try await helpline.talks.close(closed.id, contact: [:], noor)
            let waiting = try await helpline.start(Helpline.child, "ik wacht")
            let stays = try await helpline.start(Helpline.child, "ik ook")
            let backup = [try await helpline.stored(closed.id), try await helpline.stored(waiting.id)]
            try await helpline.talks.erase(closed.id, closed.token)
            try await helpline.talks.erase(waiting.id, waiting.token)
            for rows in backup { try await helpline.restore(rows) }

            let restarted = helpline.restarted
            #expect(try await restarted.talks.stateOfSecrets().withoutSecret == 2)
            let purged = try await restarted.talks.purge()
            let proof = try #require(purged.proof)
            #expect(purged.conversations == 2 && proof.erased == 2 && proof.leftOver == 0 && proof.isGood)
            for id in [closed.id, waiting.id] { #expect(try await helpline.stored(id).conversation == nil) }
            let secrets = try await restarted.talks.stateOfSecrets()
            #expect(secrets.withoutSecret == 0 && secrets.conversations == 1)
            #expect(try await restarted.talks.takeNext(noor)?.id == stays.id)
            #expect(try await restarted.texts(stays.id, as: .staff(noor)) == ["ik ook"])
        }
    }

    @Test(arguments: Engine.available)
    func `is given to no counsellor, who gets the one behind it`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let first = try await helpline.start(Helpline.child, "ik kwam eerst")
            helpline.time.move(.seconds(1))
            let second = try await helpline.start(Helpline.child, "en ik daarna")
            let rows = try await helpline.stored(first.id)
            let entry = try #require(
                try await helpline.store.read { try $0.first(QueueEntryOf(conversation: first.id)) })
            try await helpline.talks.erase(first.id, first.token)
            try await helpline.restore(rows)
            try await helpline.store.write { db in
                try db.run(InsertQueueEntry(entry: entry, isAway: false, arrivedAt: entry.arrivedAt))
            }
            let restarted = helpline.restarted
            #expect(try await restarted.talks.waiting(on: Helpline.child) == 2)
            #expect(try await restarted.talks.takeNext(noor)?.id == second.id)
            #expect(try await restarted.talks.talks(of: noor).map(\.id) == [second.id])
            #expect(try await helpline.stored(first.id).conversation == nil)
            #expect(try await restarted.talks.takeNext(noor) == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `and what a lost vault leaves unreadable is not deleted before the operator says that there is no copy`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            _ = try await helpline.person("noor", on: Helpline.child)
            #expect(try await !helpline.talks.isVaultMissing(), "an installation that is new has no talks")
            let started = try await helpline.start(Helpline.child, "hallo")
            let shred = try #require(try await helpline.talks.vault.secret(of: started.id))
            try await helpline.vault.write { db in try db.run(DeleteShred(conversation: started.id)) }
            let restarted = helpline.restarted
            #expect(try await restarted.talks.isVaultMissing())
            try await restarted.talks.sweepBeforeServing()
            #expect(try await restarted.talks.purge().conversations == 0)
            // The copy of the vault is found after all.
            try await helpline.vault.write { db in
                try db.run(
                    InsertShred(conversation: started.id, secret: shred.bytes, madeAt: helpline.time.now))
            }
            #expect(try await !restarted.talks.isVaultMissing())
            #expect(try await restarted.texts(started.id, as: .seeker(started.token)) == ["hallo"])
            // Or it is not.
            try await helpline.vault.write { db in try db.run(DeleteShred(conversation: started.id)) }
            #expect(try await helpline.restarted.talks.eraseWithoutVault() == 1)
            #expect(try await helpline.stored(started.id).conversation == nil)
            #expect(try await !helpline.restarted.talks.isVaultMissing())
        }
    }
}
