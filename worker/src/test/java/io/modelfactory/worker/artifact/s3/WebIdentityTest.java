package io.modelfactory.worker.artifact.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/** A pod with a web identity: the default chain of the SDK exchanges its token at a stub of the token service. */
class WebIdentityTest {
    private static final String ANSWER = """
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <AssumeRoleWithWebIdentityResult>
                <Credentials>
                  <AccessKeyId>ASIAWEBIDENTITY</AccessKeyId>
                  <SecretAccessKey>secret-of-the-session</SecretAccessKey>
                  <SessionToken>token-of-the-session</SessionToken>
                  <Expiration>2099-01-01T00:00:00Z</Expiration>
                </Credentials>
              </AssumeRoleWithWebIdentityResult>
            </AssumeRoleWithWebIdentityResponse>
            """;
    private static final List<String> SETTINGS = List.of(
            "aws.roleArn", "aws.webIdentityTokenFile", "aws.roleSessionName", "aws.region", "aws.endpointUrlSts");

    @TempDir
    private Path folder = Path.of("");

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer tokenService = start();

    @BeforeEach
    void setWhatAPodsWebhookSets() throws IOException {
        System.setProperty("aws.roleArn", "arn:aws:iam::123456789012:role/model-factory");
        System.setProperty(
                "aws.webIdentityTokenFile",
                Files.writeString(folder.resolve("token"), "token-of-the-pod").toString());
        System.setProperty("aws.roleSessionName", "model-factory-worker");
        System.setProperty("aws.region", "eu-central-1");
        System.setProperty(
                "aws.endpointUrlSts",
                "http://127.0.0.1:" + tokenService.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        SETTINGS.forEach(System::clearProperty);
        tokenService.stop(0);
    }

    @Test
    void theDefaultChainExchangesThePodsTokenForASession() {
        try (DefaultCredentialsProvider chain =
                DefaultCredentialsProvider.builder().build()) {
            AwsCredentials credentials = chain.resolveCredentials();

            assertThat(credentials).isInstanceOf(AwsSessionCredentials.class);
            assertThat(credentials.accessKeyId()).isEqualTo("ASIAWEBIDENTITY");
        }
        assertThat(asked)
                .singleElement()
                .asString()
                .contains(
                        "Action=AssumeRoleWithWebIdentity", "WebIdentityToken=token-of-the-pod", "role/model-factory");
    }

    private HttpServer start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                asked.add(URLDecoder.decode(body, StandardCharsets.UTF_8));
                byte[] answer = ANSWER.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "text/xml");
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
