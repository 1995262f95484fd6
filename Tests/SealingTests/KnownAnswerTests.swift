import Core
import Crypto
import Foundation
import Testing

@testable import Sealing

/// Answers computed once with Python (hashlib, hmac, struct and the `cryptography` package), apart from this code.
///
/// With `f(b) = len(b) as 4 bytes big-endian ‖ b`, `s(t) = f(UTF-8 of t)`, `n(i) = i as 8 bytes big-endian`,
/// `hk(k, info, count = 32) = HKDF-SHA256(k, no salt, info)`, `hm = HMAC-SHA256(key, message)`, and
/// epoch key 00…1f, shred secret 20…3f, pepper 40…5f, token 60…7f, person's keys 80…bf:
struct KnownAnswerTests {
    /// `hk(epoch ‖ shred, s("conv-msg") ‖ s("talk-1") ‖ n(2))` = 84139b20…; ChaCha20-Poly1305 under it with nonce 00…0b
    /// over `len as 4 bytes ‖ text ‖ zeros to 64`, authenticating
    /// `01 ‖ s("message") ‖ s("talk-1") ‖ n(2) ‖ n(7) ‖ s("counsellor") ‖ 01 ‖ s("org-a")`; `01 ‖ nonce` before it.
    @Test func `a message sealed elsewhere by the written rule opens here`() throws {
        let sealed = try #require(
            Hex.decode(
                """
                01000102030405060708090a0b1cdaf4548a6556855ddc6a64cdb5eec43d0ecef7b89e586e1dc835bec4a1476b3f85790cead1ad\
                0038cfc3a0f9e87f91e4068da589758712f245be6a16e278c7d351cdc67d043a604c72df43f09fe91b
                """))
        #expect(try knownConversationKey().open(sealed, at: address()).reveal() == "Ik luister naar je.")
    }

    /// `hm(hk(shred, "conv-fingerprint"), s("client-id") ‖ s("talk-1") ‖ s("seeker") ‖ s("c-42"))`, first 16 bytes.
    @Test func `the fingerprint of a client id`() throws {
        let shred = try ShredSecret(bytes: bytes(32..<64))
        #expect(
            Hex.encode(shred.fingerprint(clientId: "c-42", author: "seeker", conversation: talk))
                == "657b8345692927c79aa7f7debfb42007")
    }

    /// scrypt(`hm(pepper, s("return-code") ‖ s(words))`, salt "vangnet return-code", r = 8, p = 1, 64 bytes);
    /// `hk(…, "locator", 16)`; X25519 public key of `hk(…, "code-key")`.
    @Test func `the locator and the key of a return code`() async throws {
        let code = try #require(ReturnCode(typed: "appel banjo citroen fietsbel wandelen"))
        let opened = try await code.opened(
            pepper: Pepper(bytes: bytes(64..<96)), gate: ScryptGate(), cost: .least)
        #expect(Hex.encode(opened.locator) == "5c42d54f6e1dac085f5d315176fac347")
        #expect(
            Hex.encode(opened.publicKey) == "ca521ba3af178e2882c571aad78f4ff33feb75455adebbfc0f8640d1f521606d")
    }

    @Test func `the locator at the full cost of 2^17`() async throws {
        let code = try #require(ReturnCode(typed: "appel banjo citroen fietsbel wandelen"))
        let opened = try await code.opened(pepper: Pepper(bytes: bytes(64..<96)), gate: ScryptGate())
        #expect(Hex.encode(opened.locator) == "2d562bfad2f63a739ed72bec2a774222")
    }

    /// base64url, SHA-256, X25519 public key of `hk(token, "seeker-key")`.
    @Test func `the hash and the public key of a token`() throws {
        let token = try #require(knownToken())
        #expect(
            Hex.encode(token.hash) == "4d8d274ff7e176af977a95a0055c8c5f3478d38640343a060cee893e56f39957")
        #expect(
            Hex.encode(token.publicKey) == "e738408573a00158b72d401ef3858e129acce41abbcb5c7869a57aee8703c838")
        #expect(token.text == "YGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6e3x9fn8")
    }

    /// HPKE base mode written out from RFC 9180 with info "vangnet grant", aad `s("grant") ‖ s("talk-1") ‖ n(2) ‖
    /// s("seeker")`, ephemeral private key a0…bf, to the token's public key; `01 ‖ encapsulated key` before it.
    @Test func `a grant sealed elsewhere by the written rule opens here`() throws {
        let sealed = try #require(
            Hex.decode(
                """
                01605a725d2a4adfeeb1a29e17edd621c1b7593ee8cdbc44ac6c4ab6e2f805d23ca2f840219131f6238763e45775a79eaab936e5\
                3969c49c4a84cd845c2caef83ef2b010d6f343f9564813569bd9d339d1
                """))
        let token = try #require(knownToken())
        let key = try Grant.open(sealed, conversation: talk, epoch: 2, with: token, grantee: "seeker")
        #expect(try key == EpochKey(bytes: bytes(0..<32)))
    }

    /// RFC 9180 appendix A.2.1.1, sequence number 0.
    @Test func `the vector of RFC 9180 opens`() throws {
        func data(_ hex: String) throws -> Data { Data(try #require(Hex.decode(hex))) }
        let key = try Curve25519.KeyAgreement.PrivateKey(
            rawRepresentation: data("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb"))
        let plain = try Letter.open(
            encapsulated: data("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a"),
            text: data(
                "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28"),
            with: key, info: data("4f6465206f6e2061204772656369616e2055726e"), bound: Array("Count-0".utf8))
        #expect(String(decoding: plain, as: UTF8.self) == "Beauty is truth, truth beauty")
    }

    /// header `01 ‖ 0a ‖ salt 00…0f`; verifier `hk(stretch, "staff-auth")` of scrypt(`hm(pepper, s("staff-password") ‖
    /// s(password))`, salt); the keys under `hk(stretch, "staff-kek")` and under `hk(code c8…d7, s("staff-recovery") ‖
    /// f(salt))`, authenticating `01 ‖ s("staff-keys") ‖ f(header)`; `hm(hk(keys, "staff-blob"), all that)`.
    @Test func `locked keys made elsewhere by the written rule open here`() async throws {
        let blob = try #require(
            Hex.decode(
                """
                010a000102030405060708090a0b0c0d0e0fb6e0a1c3cb192117a2e00a61c498341c25d62b50b9580c111bcf86b951384ae30100\
                00000000000000000000002a8e38aec2504996d650d915fb6461818445db552119a4320447b0f38505e78ebcfa66c79113f15c2b\
                af3b6b53d595d8359463ab51b9ffe1ea80918de4ccda7698963cb77a277236812c3fdd799d29f901090909090909090909090909\
                0c660096ec37321d74dc2c592657a821344f1d4c9a69413a91deed6c5d259c22f209717db68738fc14bdbdf8139dec2008c4d3e0\
                3b2d6779538beacae8e35b18b8303a482c57cac35db295f92d1c4025afa56c42da5b5617676fcee6d606ec95576dd7eaaf245a30\
                209f5c8b977e06f9
                """))
        let lock = PasswordLock(pepper: try Pepper(bytes: bytes(64..<96)), gate: ScryptGate())
        let byPassword = try await lock.open(LockedKeys(blob: blob), password: Words("een lang wachtwoord"))
        let byCode = try lock.open(
            LockedKeys(blob: blob), recoveryCode: Words("S34W-NJYC-SQ7C-ZM6H-TB9X-9NEP-TWTF"))
        for keys in [byPassword, byCode] {
            #expect(
                Hex.encode(keys.publicKeys.exchange)
                    == "493e82fc74464a59268817623d2053c5eb8e2cc4a988b4fee179ec6b010d531d")
            #expect(
                Hex.encode(keys.publicKeys.signing)
                    == "4fd099ccd47d7893dfe9ec24414ecb0d9b5420232aad30d91c465be33cbe65c4")
        }
    }

    /// `hk(pepper, s("derive") ‖ s("demo-password") ‖ f("anna"), 12)`.
    @Test func `bytes derived from the pepper`() throws {
        let pepper = try Pepper(bytes: bytes(64..<96))
        #expect(
            Hex.encode(pepper.derive("demo-password", from: Array("anna".utf8), count: 12))
                == "3fc5219fa94a64e98de8ebc2")
    }

    @Test(arguments: [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE")])
    func `base64url of RFC 4648, without padding`(plain: String, text: String) {
        #expect(Base64URL.encode(plain.utf8) == text)
        #expect(Base64URL.decode(text) == Array(plain.utf8))
    }
}
