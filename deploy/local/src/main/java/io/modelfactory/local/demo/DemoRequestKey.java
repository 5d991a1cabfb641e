package io.modelfactory.local.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The key that signs the demonstration's requests, and the launcher policy that maps it to their requesters: the
 * shipped one, in which the list of keys is empty, with this entry.
 *
 * @param key private Ed25519 key in PKCS#8 PEM; only its owner can read the file
 */
record DemoRequestKey(Path key, Path policy) {
    private static final Path SHIPPED_POLICY = Path.of("config", "mf", "launcher_policy_local_v0.yaml");
    private static final String NO_KEYS = "request_keys: []";

    /**
     * Makes both files, or keeps those of an earlier demonstration on the same data.
     *
     * @param home the repository's root
     * @param principals in whose name the key signs
     */
    static DemoRequestKey prepare(Path home, Path folder, List<String> principals) {
        DemoRequestKey files =
                new DemoRequestKey(folder.resolve("request-key.pem"), folder.resolve("launcher_policy.yaml"));
        if (!Files.exists(files.policy)) {
            files.write(home.resolve(SHIPPED_POLICY), principals);
        }
        return files;
    }

    /** What has the worker read the policy, and the operator's commands sign. */
    Map<String, String> environment() {
        return Map.of("MF_LAUNCHER_POLICY", policy.toString(), "MF_REQUEST_KEY_FILE", key.toString());
    }

    private void write(Path shipped, List<String> principals) {
        try {
            String text = Files.readString(shipped);
            if (!text.contains(NO_KEYS)) {
                throw new DemoException(shipped + " has no line " + NO_KEYS);
            }
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            Files.deleteIfExists(key);
            Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    key,
                    "-----BEGIN PRIVATE KEY-----%n%s%n-----END PRIVATE KEY-----%n"
                            .formatted(base64(pair.getPrivate().getEncoded())));
            String entry = "request_keys:%n  - public_key: %s%n    principals: [\"%s\"]"
                    .formatted(base64(pair.getPublic().getEncoded()), String.join("\", \"", principals));
            Files.writeString(policy, text.replace(NO_KEYS, entry));
        } catch (IOException e) {
            throw new UncheckedIOException("the request key cannot be written", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 15 on has Ed25519", e);
        }
    }

    private static String base64(byte[] der) {
        return Base64.getEncoder().encodeToString(der);
    }
}
