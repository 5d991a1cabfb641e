package io.modelfactory.worker.app.operator;

import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a worker, from outside its process, how it is. */
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
     * @throws TransientFaultException if no worker answers in time
     */
    public HealthResponse get(String page) throws InterruptedException {
        URI address = worker.resolve(page);
        HttpClient client = HttpClient.newBuilder().connectTimeout(timeout).build();
        try {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(address).timeout(timeout).build(), HttpResponse.BodyHandlers.ofString());
            return new HealthResponse(response.statusCode() == OK, response.body());
        } catch (IOException | IllegalArgumentException e) {
            throw new TransientFaultException("no worker answers at " + address + ": " + e, e);
        }
    }
}
