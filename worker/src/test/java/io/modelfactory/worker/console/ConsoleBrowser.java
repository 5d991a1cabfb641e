package io.modelfactory.worker.console;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A browser without script: it keeps cookies, sends forms with their token and origin, and follows nothing by itself.
 */
public final class ConsoleBrowser {
    private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

    private final String url;
    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(cookies).build();

    public ConsoleBrowser(String url) {
        this.url = url;
    }

    public HttpResponse<String> get(String path) {
        return get(path, Map.of("Accept", "text/html"));
    }

    public HttpResponse<String> get(String path, Map<String, String> headers) {
        return send(request(path, headers).build());
    }

    /** A form as a page of the console would send it, with the token of the page that is given. */
    public HttpResponse<String> post(String path, Map<String, String> fields, String page) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        token(page).ifPresent(token -> all.put("csrf", token));
        return post(path, all, Map.of("Origin", url, "Accept", "text/html"));
    }

    public HttpResponse<String> post(String path, Map<String, String> fields, Map<String, String> headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(fields)))
                .build());
    }

    /** Signs in by the form, and returns what that answers. */
    public HttpResponse<String> signIn(String name, String password, String to) {
        String form = get("/sign-in?to=" + encoded(to)).body();
        return post("/sign-in", Map.of("name", name, "password", password, "to", to), form);
    }

    /** The hidden token of a page's forms. */
    public static Optional<String> token(String page) {
        Matcher field = TOKEN.matcher(page);
        return field.find() ? Optional.of(field.group(1)) : Optional.empty();
    }

    public Optional<String> cookie(String name) {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(HttpCookie::getValue)
                .findFirst();
    }

    private HttpRequest.Builder request(String path, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
        headers.forEach(request::header);
        return request;
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(request.uri() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
