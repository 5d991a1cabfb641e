package io.modelfactory.local.up;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An answer over HTTP from a part of the platform, asked for with a timeout.
 *
 * @param ok whether the answer was 200
 * @param body of the answer, or why there was none
 */
record HttpProbe(boolean ok, String body) {
    private static final int TIMEOUT_MILLIS = 3_000;

    static HttpProbe get(URI address) {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            int status = connection.getResponseCode();
            try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                String body = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
                return new HttpProbe(status == HttpURLConnection.HTTP_OK, body);
            }
        } catch (IOException e) {
            return new HttpProbe(false, "no answer: " + e.getMessage());
        }
    }

    /** The body as JSON, if it is. */
    Optional<JsonNode> document() {
        try {
            return Optional.ofNullable(new ObjectMapper().readTree(body)).filter(JsonNode::isObject);
        } catch (IOException noJson) {
            return Optional.empty();
        }
    }
}
