package io.modelfactory.worker.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A key with a certificate that it signed itself, made for one test: only clients that have the certificate trust it.
 */
public final class TestCertificate {
    private static final String ALIAS = "key";

    private final Path folder;
    private final String name;
    private final String password;

    private TestCertificate(Path folder, String name, String password) {
        this.folder = folder;
        this.name = name;
        this.password = password;
    }

    /**
     * Of this machine's loopback addresses, or of a client that calls itself so.
     *
     * @param password of key and key store
     */
    public static TestCertificate make(Path folder, String name, String password) {
        TestCertificate made = new TestCertificate(folder, name, password);
        made.generate();
        made.write("truststore.p12", made::trustStore);
        return made;
    }

    /** PKCS #12, with the private key. */
    public Path keyStore() {
        return folder.resolve(name + ".p12");
    }

    /** PKCS #12, with the certificate alone; the password is the key store's. */
    public Path trusted() {
        return folder.resolve(name + ".truststore.p12");
    }

    /** As PEM. */
    public Path certificate() {
        return write(
                "crt", () -> pem("CERTIFICATE", load().getCertificate(ALIAS).getEncoded()));
    }

    /** As PEM, for the owner's eyes only. */
    public Path privateKey() throws IOException {
        Path file = write(
                "key",
                () -> pem(
                        "PRIVATE KEY",
                        load().getKey(ALIAS, password.toCharArray()).getEncoded()));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** For a server that shows this certificate. */
    public SSLContext server() throws GeneralSecurityException, IOException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(load(), password.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private void generate() {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        try {
            Process process = new ProcessBuilder(
                            keytool,
                            "-genkeypair",
                            "-alias",
                            ALIAS,
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=" + name,
                            "-ext",
                            "SAN=dns:localhost,ip:127.0.0.1",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            keyStore().toString(),
                            "-storepass",
                            password)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve(name + ".log").toFile())
                    .start();
            if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("keytool: " + Files.readString(folder.resolve(name + ".log")));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private KeyStore load() throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore())) {
            keys.load(in, password.toCharArray());
        }
        return keys;
    }

    private byte[] trustStore() throws GeneralSecurityException, IOException {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, password.toCharArray());
        trust.setCertificateEntry(ALIAS, load().getCertificate(ALIAS));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        trust.store(out, password.toCharArray());
        return out.toByteArray();
    }

    private static byte[] pem(String label, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, base64, label)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private interface Content {
        byte[] make() throws GeneralSecurityException, IOException;
    }

    private Path write(String ending, Content content) {
        try {
            return Files.write(folder.resolve(name + "." + ending), content.make());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
