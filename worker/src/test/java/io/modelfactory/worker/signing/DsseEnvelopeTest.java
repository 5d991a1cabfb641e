package io.modelfactory.worker.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DsseEnvelopeTest {
    private static final String TYPE = "http://example.com/HelloWorld";
    private static final byte[] BODY = "hello world".getBytes(UTF_8);

    @TempDir
    private Path folder = Path.of("");

    private KeyPairFiles files = new KeyPairFiles(Path.of(""), Path.of(""));

    @BeforeEach
    void generateKey() {
        files = KeyPairFiles.generate(folder, "key");
    }

    @Test
    void whatIsSignedIsEncodedAsInTheTestVectorOfTheSpecification() {
        assertThat(DsseEnvelope.preAuthenticationEncoding(TYPE, BODY))
                .asString(UTF_8)
                .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
        assertThat(DsseEnvelope.preAuthenticationEncoding("ü", new byte[0]))
                .asString(UTF_8)
                .isEqualTo("DSSEv1 2 ü 0 ");
    }

    /** The specification's own signature, by its own key (ECDSA over P-256), is one over our encoding. */
    @Test
    void theSignatureOfTheSpecificationsTestVectorHolds() throws GeneralSecurityException {
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        ECPoint point = new ECPoint(
                new BigInteger("46950820868899156662930047687818585632848591499744589407958293238635476079160"),
                new BigInteger("5640078356564379163099075877009565129882514886557779369047442380624545832820"));
        PublicKey key = KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class)));
        Signature verification = Signature.getInstance("SHA256withECDSAinP1363Format");
        verification.initVerify(key);
        verification.update(DsseEnvelope.preAuthenticationEncoding(TYPE, BODY));

        assertThat(
                        verification.verify(
                                Base64.getDecoder()
                                        .decode(
                                                "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==")))
                .isTrue();
    }

    @Test
    void theSameDocumentIsSignedTheSameWayEveryTime() {
        byte[] once = CanonicalJson.bytes(signed().toJson());

        assertThat(CanonicalJson.bytes(signed().toJson())).isEqualTo(once);
    }

    @Test
    void aTrustedSignatureHoldsAfterTheEnvelopeWasReadBack() {
        DsseEnvelope readBack = DsseEnvelope.of(signed().toJson());

        assertThat(trusted().verify(readBack)).isEqualTo(new SignatureVerdict.Valid(files.keyId()));
        assertThat(readBack.hasPayload(TYPE, BODY)).isTrue();
    }

    @Test
    void eitherAlphabetOfBase64IsRead() {
        ObjectNode envelope = signed().toJson();
        ObjectNode first = (ObjectNode) envelope.at("/signatures/0");
        first.put("sig", first.path("sig").asText().replace('+', '-').replace('/', '_'));
        envelope.put("payload", envelope.path("payload").asText().replace('+', '-'));

        assertThat(trusted().verify(DsseEnvelope.of(envelope))).isInstanceOf(SignatureVerdict.Valid.class);
    }

    @Test
    void anAlteredPayloadTypeOrSignatureBreaksIt() {
        assertThat(altered(envelope -> envelope.put("payload", "aGVsbG8gd29ybGQh")))
                .isEqualTo(new SignatureVerdict.Broken(files.keyId()));
        assertThat(altered(envelope -> envelope.put("payloadType", "http://example.com/HelloWorle")))
                .isEqualTo(new SignatureVerdict.Broken(files.keyId()));
        assertThat(altered(envelope -> ((ObjectNode) envelope.at("/signatures/0")).put("sig", "AAAA")))
                .isEqualTo(new SignatureVerdict.Broken(files.keyId()));
        assertThat(altered(envelope -> ((ObjectNode) envelope.at("/signatures/0")).put("sig", "A")))
                .isEqualTo(new SignatureVerdict.Broken(files.keyId()));
    }

    @Test
    void aKeyIdIsOnlyAHint() {
        assertThat(altered(envelope -> ((ObjectNode) envelope.at("/signatures/0")).remove("keyid")))
                .isInstanceOf(SignatureVerdict.Valid.class);
        assertThat(altered(envelope -> ((ObjectNode) envelope.at("/signatures/0")).put("keyid", "another")))
                .isInstanceOf(SignatureVerdict.Valid.class);
    }

    @Test
    void anUntrustedSignatureNamesTheKeyItClaims() {
        VerificationKey other =
                VerificationKey.read(KeyPairFiles.generate(folder, "other").publicKey());

        assertThat(TrustedKeys.none().with(other).verify(signed()))
                .isEqualTo(new SignatureVerdict.UnknownKey(List.of(files.keyId())));
    }

    private SignatureVerdict altered(Consumer<ObjectNode> change) {
        ObjectNode envelope = Json.objectTree(signed().toJson());
        change.accept(envelope);
        return trusted().verify(DsseEnvelope.of(envelope));
    }

    private DsseEnvelope signed() {
        return DsseEnvelope.signed(TYPE, BODY, SigningKey.read(files.privateKey()));
    }

    private TrustedKeys trusted() {
        return TrustedKeys.none().with(VerificationKey.read(files.publicKey()));
    }
}
