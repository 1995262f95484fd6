import Testing

@testable import Sealing

struct WordListTests {
    private let words = WordList.dutch.words

    @Test func `there are 2,048 different words, in alphabetical order`() {
        #expect(words.count == 2048)
        #expect(Set(words).count == 2048)
        #expect(words == words.sorted())
    }

    @Test func `each is four to eight small letters without accents`() {
        for word in words {
            #expect(word.wholeMatch(of: /[a-z]{4,8}/) != nil, "\(word)")
        }
    }

    @Test func `no two are one typing error apart`() {
        // Two such words differ at one place, so one of them without a letter is the other without a letter, or the other.
        var byRest: [String: [String]] = [:]
        for word in words {
            var rests: Set<String> = [word]
            for position in word.indices {
                var rest = word
                rest.remove(at: position)
                rests.insert(rest)
            }
            for rest in rests { byRest[rest, default: []].append(word) }
        }
        var near: [String] = []
        for group in byRest.values where group.count > 1 {
            for (index, left) in group.enumerated() {
                for right in group[(index + 1)...]
                where WordList.oneErrorApart(Array(left.utf8), Array(right.utf8)) {
                    near.append("\(left) \(right)")
                }
            }
        }
        #expect(near.isEmpty)
    }

    @Test func `none is the plain plural of another`() {
        let all = Set(words)
        for word in words {
            for end in ["s", "en", "n", "e", "je", "tje", "er"] { #expect(!all.contains(word + end), "\(word)\(end)") }
            if let last = word.last { #expect(!all.contains("\(word)\(last)en"), "\(word)") }
        }
        #expect(!(all.contains("boom") && all.contains("bomen")))
    }

    @Test(arguments: [
        (
            "geweld",
            "mes bijl riem zweep slaan klap klappen trap schop wapen pistool kogel speer zwaard schieten granaat bom"
        ),
        (
            "angst",
            "bang angst pijn huilen gevaar geheim dreigen straf schuld boos ruzie vlucht vluchten gevangen val strop"
        ),
        (
            "lichaam",
            "borst tepel buik kont lichaam naakt bloot kus kussen zoen zoenen seks vrijen geil matras dekbed pik lul"
        ),
        (
            "drank",
            "wijn bier drank rum borrel borrelen kroeg kater jenever cognac drugs hasj wiet joint sigaret roken lucifer"
        ),
        (
            "ziekte",
            "ziek ziekte dokter arts pil koorts griep wond bloed kanker dood sterven graf kist lijk skelet moord"
        ),
        (
            "geloof",
            "kerk god engel duivel hemel kruis bijbel koran moskee tempel klooster priester imam kerst pasen ziel islam"
        ),
        ("politie", "politie agent dief boef cel rechter alarm sirene rechtbank"),
        (
            "familie",
            "moeder vader mama papa ouder broer zus opa oma oom tante neef nicht zoon dochter kind baby tweeling gezin"
        ),
        ("liefde", "vriend vriendin verkering bruid bruidje huwelijk trouwen scheiden minnaar partner liefde liefje"),
        ("naam", "anna jade iris violet jack mark roos koen bram rosa sander merel amber floor jasmijn"),
        (
            "plaats",
            "delft venlo zwolle breda utrecht aruba labrador assen hoorn goes tiel edam best leiden brussel parijs"
        ),
    ])
    func `none recalls`(what: String, forbidden: String) {
        let meant = Set(forbidden.split(separator: " ").map { String($0) })
        #expect(meant.intersection(words).isEmpty, "\(what)")
    }

    @Test func `a word with one typing error is the only word it can be, or none`() {
        var (right, wrong, unclear) = (0, 0, 0)
        var dice = Dice(8)
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        for word in stride(from: 0, to: 2048, by: 4).map({ words[$0] }) {
            var typed = Array(word)
            let position = Int.random(in: typed.indices, using: &dice)
            typed[position] = letters.randomElement(using: &dice) ?? "a"
            switch WordList.dutch.nearest(to: String(typed)) {
            case word: right += 1
            case nil: unclear += 1
            default: wrong += 1
            }
        }
        #expect(wrong == 0)
        #expect(right > 470, "\(unclear) unclear")
    }

    @Test(arguments: [
        ("boom", "boom", false), ("boom", "boon", true), ("boom", "bom", true), ("bom", "boom", true),
        ("boom", "obom", true), ("boom", "booms", true), ("boom", "mob", false), ("ab", "ba", true),
        ("boom", "oobm", false), ("", "a", true), ("", "ab", false), ("abcd", "badc", false), ("abcd", "abdc", true),
    ])
    func `one typing error is a wrong, missing, extra or swapped letter`(left: String, right: String, apart: Bool) {
        #expect(WordList.oneErrorApart(Array(left.utf8), Array(right.utf8)) == apart)
    }
}
