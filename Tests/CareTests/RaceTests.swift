import Core
import Database
import Testing

@testable import Care

@Suite struct `Many at once` {
    @Test(arguments: Engine.available, [1, 50])
    func `of 200 takes at once of one talk exactly one gets it`(_ engine: Engine, _ people: Int) async throws {
        try await Helpline.withNodes(engine) { nodes in
            let counsellors = try await nodes[0].crowd((0..<people).map { "p\($0)" }, on: [Helpline.child])
            let started = try await nodes[0].start(Helpline.child, "hallo")
            let results = await atOnce(200) { number in
                let person = counsellors[number % people]
                return try await nodes[number / people % nodes.count].talks.takeNext(person).map { ($0.id, person) }
            }
            let winners = try results.compactMap { try $0.get() }
            #expect(results.count == 200 && winners.count == 1)
            let winner = try #require(winners.first)
            #expect(winner.0 == started.id)
            #expect(try await nodes[0].texts(started.id, as: .staff(winner.1)) == ["hallo"])
            for person in counsellors where person.member != winner.1.member {
                #expect(try await nodes[0].openable(started.id, person) == [])
            }
        }
    }

    @Test(arguments: Engine.available)
    func `of 200 takes at once by 50 people each talk is taken once and nobody holds more than they can`(
        _ engine: Engine
    ) async throws {
        try await Helpline.withNodes(engine) { nodes in
            let counsellors = try await nodes[0].crowd((0..<50).map { "p\($0)" }, on: [Helpline.child])
            var waiting: Set<ConversationID> = []
            for started in await atOnce(160, { _ in try await nodes[0].start() }) {
                waiting.insert(try started.get().id)
            }
            let results = await atOnce(200) { number in
                // Each person asks every process.
                try await nodes[number / 50 % nodes.count].talks.takeNext(counsellors[number % 50])?.id
            }
            var taken: [ConversationID] = []
            var refused = 0
            for result in results {
                switch result {
                case .success(let id): taken += id.map { [$0] } ?? []
                case .failure(Refusal.atCapacity): refused += 1
                case .failure(let error): throw error
                }
            }
            // Four asks each for three places: one of each is refused, whatever the order.
            #expect(taken.count == 150 && refused == 50)
            #expect(Set(taken).count == 150 && waiting.isSuperset(of: taken))
            for person in counsellors { #expect(try await nodes[0].talks.talks(of: person).count == 3) }
        }
    }

    @Test(arguments: Engine.available)
    func `100 takes at once by one person never exceed their points, whatever the talks weigh`(
        _ engine: Engine
    ) async throws {
        try await Helpline.withNodes(engine) { nodes in
            let noor = try await nodes[0].person("noor", on: Helpline.child, capacity: 7)
            for number in 0..<20 {
                let started = try await nodes[0].start()
                if number < 2 || number % 3 == 0 { try await nodes[0].weigh(started.id, 2) }
                nodes[0].time.move(.seconds(1))
            }
            let results = await atOnce(100) { number in
                try await nodes[number % nodes.count].talks.takeNext(noor)?.id
            }
            let taken = try results.compactMap { result -> ConversationID? in
                if case .failure(Refusal.atCapacity) = result { return nil }
                return try result.get()
            }
            var points: Int64 = 0
            for id in taken { points += try await nodes[0].stored(id).conversation?.weight ?? 0 }
            // In order of arrival they weigh 2, 2, 1, 2: seven points.
            #expect(points == 7)
            #expect(taken.count == 4 && Set(taken).count == 4)
            #expect(try await refusal { try await nodes[0].talks.takeNext(noor) } == .atCapacity)
        }
    }

    @Test(arguments: Engine.available)
    func `a talk that weighs two is not taken by who has one point left, and is when a talk is closed`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            var own: [ConversationID] = []
            for _ in 0..<2 { own.append(try await helpline.open(by: noor).id) }
            let acute = try await helpline.start()
            try await helpline.weigh(acute.id, 2)
            #expect(try await refusal { try await helpline.talks.takeNext(noor) } == .atCapacity)
            try await helpline.talks.close(own[0], contact: [:], noor)
            #expect(try await helpline.talks.takeNext(noor)?.id == acute.id)
            _ = try await helpline.start()
            #expect(try await refusal { try await helpline.talks.takeNext(noor) } == .atCapacity)
        }
    }

    @Test(arguments: Engine.available)
    func `what 50 people send at once is numbered without gaps, and nothing is lost or doubled`(
        _ engine: Engine
    ) async throws {
        try await Helpline.withNodes(engine) { nodes in
            let noor = try await nodes[0].person("noor", on: Helpline.child)
            let started = try await nodes[0].open(by: noor, Helpline.child, nil)
            let results = await atOnce(50) { number in
                let party: Party = number % 2 == 0 ? .seeker(started.token) : .staff(noor)
                return try await nodes[number % nodes.count].send("bericht \(number)", as: party, in: started.id)
            }
            let sent = try results.map { try $0.get() }
            #expect(sent.map(\.number).sorted() == Array(1...50))
            #expect(sent.allSatisfy { $0.isNew })
            let read = try await nodes[nodes.count - 1].talks.read(started.id, after: 0, as: .seeker(started.token))
            #expect(read.messages.map(\.number) == Array(1...50))
            #expect(Set(read.messages.map { $0.words.reveal() }) == Set((0..<50).map { "bericht \($0)" }))
            #expect(read.messages.filter(\.isOwn).count == 25 && read.lastNumber == 50)
        }
    }

    @Test(arguments: Engine.available)
    func `the same message sent 40 times at once is there once, and everybody gets its number`(
        _ engine: Engine
    ) async throws {
        try await Helpline.withNodes(engine) { nodes in
            let noor = try await nodes[0].person("noor", on: Helpline.child)
            let started = try await nodes[0].open(by: noor)
            let results = await atOnce(40) { number in
                try await nodes[number % nodes.count]
                    .send("één keer", as: .seeker(started.token), in: started.id, clientId: "dezelfde")
            }
            let sent = try results.map { try $0.get() }
            #expect(sent.allSatisfy { $0.number == 2 } && sent.filter(\.isNew).count == 1)
            #expect(try await nodes[0].texts(started.id, as: .staff(noor)) == ["eerste", "één keer"])
        }
    }

    @Test(arguments: Engine.available)
    func `while people join and leave, what both ends write meanwhile is kept in order and read by who may`(
        _ engine: Engine
    ) async throws {
        try await Helpline.withNodes(engine) { nodes in
            let noor = try await nodes[0].person("noor", on: Helpline.child)
            let sanne = try await nodes[0].person("sanne", on: Helpline.rotterdam)
            let started = try await nodes[0].open(by: noor, Helpline.child, nil)
            async let joining: Void = {
                for _ in 0..<4 {
                    try await nodes[0].invite(started, by: noor, to: Helpline.rotterdam, .fromNow)
                    _ = try await nodes[0].talks.takeNext(sanne)
                    try await nodes[0].talks.leave(started.id, sanne)
                }
            }()
            let results = await atOnce(40) { number in
                let party: Party = number % 2 == 0 ? .seeker(started.token) : .staff(noor)
                return try await nodes[number % nodes.count].send("bericht \(number)", as: party, in: started.id)
            }
            try await joining
            let numbers = try results.map { try $0.get().number }
            let read = try await nodes[0].talks.read(started.id, after: 0, as: .seeker(started.token)).messages
            // Between them stands who came and who left, four times each.
            #expect(read.map(\.number) == Array(1...48) && read.filter { $0.author == "system" }.count == 8)
            #expect(Set(numbers) == Set(read.filter { $0.author != "system" }.map(\.number)) && numbers.count == 40)
            #expect(try await nodes[0].texts(started.id, as: .staff(noor)).count == 40)
            #expect(try await nodes[0].texts(started.id, as: .seeker(started.token)).count == 40)
            // Who is asked in again, for what is written from now on, opens no more than that.
            #expect(try await nodes[0].openable(started.id, sanne) == [7])
        }
    }
}
