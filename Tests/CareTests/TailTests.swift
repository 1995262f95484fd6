import Core
import Testing

@testable import Care

@Suite struct `The newest messages in memory` {
    static let talk = ConversationID.random()

    static func row(_ number: Int64) -> StoredMessage {
        StoredMessage(
            number: number, epoch: 0, author: .seeker, organisation: nil, name: nil, person: nil, sealed: [1],
            sentAt: Instant(milliseconds: number))
    }

    static func tail(_ numbers: ClosedRange<Int64>, audience: Int64 = 0) -> Tail {
        let tail = Tail(talks: 4, length: 3)
        for number in numbers { tail.add(row(number), of: talk, audience: audience) }
        return tail
    }

    @Test func `are those after a number, when all of them are there`() {
        let tail = Self.tail(1...3)
        #expect(tail.rows(after: 0, upTo: 3, of: Self.talk, audience: 0)?.map(\.number) == [1, 2, 3])
        #expect(tail.rows(after: 2, upTo: 3, of: Self.talk, audience: 0)?.map(\.number) == [3])
        #expect(tail.rows(after: 3, upTo: 3, of: Self.talk, audience: 0)?.map(\.number) == [])
    }

    @Test func `are nothing when one is missing before, between or after`() {
        // Longer than is kept.
        #expect(Self.tail(1...5).rows(after: 1, upTo: 5, of: Self.talk, audience: 0) == nil)
        #expect(Self.tail(1...5).rows(after: 2, upTo: 5, of: Self.talk, audience: 0)?.map(\.number) == [3, 4, 5])
        let gap = Self.tail(1...2)
        gap.add(Self.row(4), of: Self.talk, audience: 0)
        #expect(gap.rows(after: 2, upTo: 4, of: Self.talk, audience: 0) == nil)
        #expect(gap.rows(after: 3, upTo: 4, of: Self.talk, audience: 0)?.map(\.number) == [4])
        // Another node wrote the fourth.
        #expect(Self.tail(1...3).rows(after: 1, upTo: 4, of: Self.talk, audience: 0) == nil)
    }

    @Test func `are for the audience they were written for, and no other`() {
        let tail = Self.tail(1...2, audience: 1)
        #expect(tail.rows(after: 0, upTo: 2, of: Self.talk, audience: 0) == nil)
        #expect(tail.rows(after: 0, upTo: 2, of: Self.talk, audience: 1) != nil)
        tail.add(Self.row(3), of: Self.talk, audience: 2)
        #expect(tail.rows(after: 0, upTo: 3, of: Self.talk, audience: 1) == nil)
        #expect(tail.rows(after: 1, upTo: 3, of: Self.talk, audience: 2) == nil)
        #expect(tail.rows(after: 2, upTo: 3, of: Self.talk, audience: 2)?.count == 1)
    }

    @Test func `do not grow, and are gone when the talk is`() {
        let tail = Self.tail(1...3)
        for _ in 0..<20 { tail.add(Self.row(1), of: .random(), audience: 0) }
        #expect(tail.rows(after: 0, upTo: 1, of: Self.talk, audience: 0) == nil)
        let other = Self.tail(1...3)
        other.forget([Self.talk])
        #expect(other.rows(after: 2, upTo: 3, of: Self.talk, audience: 0) == nil)
    }
}
