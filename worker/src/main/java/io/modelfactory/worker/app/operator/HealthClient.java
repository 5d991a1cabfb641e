package io.modelfactory.worker.app.operator;

import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a worker or a console, from outside its process, how it is. */
public final class HealthClient {
    private static final int OK = 200;

    private final URI worker;
    private final Duration timeout;

    /** @param worker where it serves its health pages, such as {@code http://127.0.0.1:9464} */
    public HealthClient(URI worker, Duration timeout) {
        this.worker = worker;
        this.timeout = timeout;
    }

    /** @param said the page, which gives the reasons if all is not well */
    public record HealthResponse(boolean well, String said) {}

    /**
     * @param page {@code /livez} or {@code /readyz}
     * @throws TransientFaultException if nothing answers in time
     */
    public HealthResponse get(String page) throws InterruptedException {
        URI address = worker.resolve(page);
        CompletableFuture<HealthResponse> answer = new CompletableFuture<>();
        Thread asking = new Thread(() -> ask(address, answer), "health");
        asking.setDaemon(true);
        asking.start();
        try {
            // The connection's own timeouts hold for each byte that comes.
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw noAnswer(address, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw noAnswer(address, new HttpTimeoutException("none within " + timeout.toMillis() + " ms"));
        }
    }

    /** Not by java.net.http, whose client takes longer to load than all else that this command does. */
    private void ask(URI address, CompletableFuture<HealthResponse> answer) {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout(Math.toIntExact(timeout.toMillis()));
            connection.setReadTimeout(Math.toIntExact(timeout.toMillis()));
            boolean well = connection.getResponseCode() == OK;
            try (InputStream body = well ? connection.getInputStream() : connection.getErrorStream()) {
                String said = body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
                answer.complete(new HealthResponse(well, said));
            }
        } catch (IOException | RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private static TransientFaultException noAnswer(URI address, Throwable cause) {
        return new TransientFaultException("nothing answers at " + address + ": " + cause, cause);
    }
}
