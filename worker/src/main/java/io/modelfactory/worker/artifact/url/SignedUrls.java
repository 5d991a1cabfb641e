package io.modelfactory.worker.artifact.url;

import io.modelfactory.worker.artifact.IoOperation;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Requests by signed URLs, with nothing but what Java has: for processes that know no object store. Each is tried a few
 * times if its trouble may pass. No message holds a URL.
 */
public final class SignedUrls {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int SILENCE_MILLIS = 60_000;
    private static final int ATTEMPTS = 5;
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final Set<Integer> PASSING = Set.of(408, 409, 425, 429);

    private SignedUrls() {}

    /** What is made of an object's bytes; again from the first one if they could not be read to the end. */
    @FunctionalInterface
    public interface Reading<T> {
        T from(InputStream content) throws IOException;
    }

    /** @throws RefusedUrlException if the service does not take it */
    public static void upload(String url, Path file) throws IOException {
        repeat("upload " + file.getFileName(), () -> {
            HttpURLConnection request = open(url, "PUT");
            request.setDoOutput(true);
            request.setRequestProperty("Content-Type", "application/octet-stream");
            request.setFixedLengthStreamingMode(Files.size(file));
            try (OutputStream body = request.getOutputStream()) {
                Files.copy(file, body);
            } catch (IOException broken) {
                // Who refuses by the headers alone may close before the body has come.
                requireAnswered(request);
                throw broken;
            }
            requireAnswered(request);
            return file;
        });
    }

    /**
     * @param what is read, for messages
     * @throws RefusedUrlException if the service does not give it
     */
    public static <T> T download(String url, String what, Reading<T> reading) throws IOException {
        return repeat("fetch " + what, () -> {
            HttpURLConnection request = open(url, "GET");
            requireAnswered(request);
            try (InputStream content = request.getInputStream()) {
                return reading.from(content);
            }
        });
    }

    /** Deletes an object; one that is not there is none. */
    public static void delete(String url) throws IOException {
        repeat("delete an object", () -> {
            HttpURLConnection request = open(url, "DELETE");
            if (request.getResponseCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                requireAnswered(request);
            }
            return url;
        });
    }

    private static HttpURLConnection open(String url, String method) throws IOException {
        HttpURLConnection request = (HttpURLConnection) URI.create(url).toURL().openConnection();
        request.setConnectTimeout(CONNECT_MILLIS);
        request.setReadTimeout(SILENCE_MILLIS);
        request.setInstanceFollowRedirects(false);
        request.setUseCaches(false);
        request.setRequestMethod(method);
        return request;
    }

    private static void requireAnswered(HttpURLConnection request) throws IOException {
        int status = request.getResponseCode();
        if (status >= HttpURLConnection.HTTP_INTERNAL_ERROR || PASSING.contains(status)) {
            throw new IOException("HTTP " + status);
        }
        if (status >= HttpURLConnection.HTTP_MULT_CHOICE) {
            throw new RefusedUrlException(status);
        }
    }

    private static <T> T repeat(String what, IoOperation<T> request) throws IOException {
        long pause = FIRST_PAUSE_MILLIS;
        for (int attempt = 1; ; attempt++) {
            try {
                return request.run();
            } catch (RefusedUrlException | ChangedContentException lasting) {
                throw lasting;
            } catch (IOException fault) {
                if (attempt == ATTEMPTS) {
                    // Not as the cause: its message may name the URL.
                    throw new IOException(
                            "cannot " + what + ": " + fault.getClass().getSimpleName() + " "
                                    + withoutQuery(String.valueOf(fault.getMessage())));
                }
                sleep(pause);
                pause *= 2;
            }
        }
    }

    private static String withoutQuery(String message) {
        return message.replaceAll("\\?\\S*", "?…");
    }

    private static void sleep(long millis) throws InterruptedIOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while a request was to be repeated");
        }
    }
}
