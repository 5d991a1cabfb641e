package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.signing.DsseEnvelope;
import io.modelfactory.worker.signing.KeyPairFiles;
import io.modelfactory.worker.signing.SignatureVerdict;
import io.modelfactory.worker.signing.TrustedKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The {@code sh} blocks of a page about signatures: a real shell and a real openssl, or the JDK where there is none.
 */
final class ExternalTools {
    private static final Pattern BLOCK = Pattern.compile("^```sh\n(.*?)^```\n", Pattern.MULTILINE | Pattern.DOTALL);

    private final List<String> scripts;
    private final Path folder;
    private final boolean openssl;

    ExternalTools(Runbook page, Path folder) throws IOException {
        this.scripts = BLOCK.matcher(Files.readString(Runbook.FOLDER.resolve(page.name())))
                .results()
                .map(MatchResult::group)
                .map(block -> block.substring("```sh\n".length(), block.length() - "```\n".length()))
                .toList();
        this.folder = folder;
        this.openssl = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "openssl")));
        assertThat(scripts).hasSize(2);
    }

    KeyPairFiles generateKey() throws Exception {
        if (!openssl) {
            return KeyPairFiles.generate(folder, "signing-key");
        }
        String said = shell(scripts.get(0), folder);
        KeyPairFiles key = new KeyPairFiles(folder.resolve("signing-key.pem"), folder.resolve("signing-key.pub.pem"));
        assertThat(said).startsWith(key.keyId());
        return key;
    }

    void verifySignature(Path bundle, KeyPairFiles key) throws Exception {
        Path envelope = bundle.resolve("provenance.dsse.json");
        if (!openssl) {
            assertThat(TrustedKeys.read(List.of(key.publicKey()))
                            .verify(DsseEnvelope.of(Json.parse(Files.readAllBytes(envelope)))))
                    .isInstanceOf(SignatureVerdict.Valid.class);
            return;
        }
        Path copy = Files.createDirectories(folder.resolve("copy"));
        try (Stream<Path> files = Files.list(bundle)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        Files.copy(key.publicKey(), copy.resolve("trusted.pem"));
        String said = shell(scripts.get(1), copy);
        assertThat(said).contains("Signature Verified Successfully");
        try (Stream<Path> files = Files.list(bundle)) {
            assertThat(files.filter(file -> !file.equals(envelope))
                            .filter(file -> !file.getFileName().toString().startsWith("model_card.")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(said).contains(file.getFileName() + ": OK"));
        }
        assertForgeriesAreRefused(copy);
    }

    /** The documented block, typed into a shell without any options, ends in a failure. */
    private void assertForgeriesAreRefused(Path copy) throws Exception {
        Path envelope = copy.resolve("provenance.dsse.json");
        String signed = Files.readString(envelope);
        ObjectNode otherPayload = (ObjectNode) Json.parse(signed.getBytes(StandardCharsets.UTF_8));
        String statement = new String(
                Base64.getDecoder().decode(otherPayload.path("payload").asText()), StandardCharsets.UTF_8);
        otherPayload.put(
                "payload",
                Base64.getEncoder()
                        .encodeToString(statement
                                .replace("\"invocationId\":\"tr_", "\"invocationId\":\"xx_")
                                .getBytes(StandardCharsets.UTF_8)));
        ObjectNode otherSignature = (ObjectNode) Json.parse(signed.getBytes(StandardCharsets.UTF_8));
        ((ObjectNode) otherSignature.at("/signatures/0")).put("sig", "A".repeat(86) + "==");
        for (ObjectNode forged : List.of(otherPayload, otherSignature)) {
            Files.write(envelope, CanonicalJson.bytes(forged));
            assertThat(run(scripts.get(1), copy).exitCode()).isNotZero();
        }
        Files.writeString(envelope, signed);
        Files.write(copy.resolve("gate_receipt.json"), new byte[] {' '}, StandardOpenOption.APPEND);
        assertThat(run(scripts.get(1), copy).exitCode()).isNotZero();
    }

    private static String shell(String script, Path directory) throws IOException, InterruptedException {
        ShellResult result = run(script, directory);
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output();
    }

    private static ShellResult run(String script, Path directory) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new ShellResult(process.exitValue(), output);
    }

    private record ShellResult(int exitCode, String output) {}
}
