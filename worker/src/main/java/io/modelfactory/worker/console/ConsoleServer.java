package io.modelfactory.worker.console;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HttpResponseException;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.modelfactory.worker.console.access.ConsoleAccess;
import io.modelfactory.worker.console.route.ConsoleRoute;
import io.modelfactory.worker.console.route.RouteAnswers;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The console's web server: a port and threads of its own, so that viewers take nothing from runs. */
public final class ConsoleServer implements AutoCloseable {
    private static final int THREADS = 24;
    private static final int MIN_THREADS = 4;
    private static final long MAX_BODY_BYTES = 256 * 1024;
    private static final int IDLE_MILLIS = 30_000;

    private final Javalin server;
    private final String host;
    private final boolean encrypted;
    private final ConsoleParts parts;

    private ConsoleServer(Javalin server, String host, boolean encrypted, ConsoleParts parts) {
        this.server = server;
        this.host = host;
        this.encrypted = encrypted;
        this.parts = parts;
    }

    /** As below, without TLS. */
    public static ConsoleServer start(
            String host, int port, String release, ConsoleSources sources, ConsoleAccess access) {
        return start(host, port, Optional.empty(), release, sources, access);
    }

    /**
     * @param host the address to listen on
     * @param port 0 for any that is free
     * @param tls key and certificates, if it is to speak TLS
     * @param release of the worker, as pages show it
     * @throws io.javalin.util.JavalinBindException if the address cannot be bound
     */
    public static ConsoleServer start(
            String host,
            int port,
            Optional<KeyStore> tls,
            String release,
            ConsoleSources sources,
            ConsoleAccess access) {
        ConsoleParts parts = ConsoleParts.of(sources, release);
        ConsoleRoutes routes = ConsoleRoutes.of(parts, access);
        RouteAnswers answers = new RouteAnswers(sources, access, parts.assets(), release);
        Javalin server = Javalin.create(config -> configure(config, host, port, tls, routes.all(), answers));
        server.start();
        parts.watch().start();
        return new ConsoleServer(server, host, tls.isPresent(), parts);
    }

    private static void configure(
            JavalinConfig config,
            String host,
            int port,
            Optional<KeyStore> tls,
            List<ConsoleRoute> routes,
            RouteAnswers answers) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.http.maxRequestSize = MAX_BODY_BYTES;
        config.http.prefer405over404 = true;
        config.jetty.threadPool = threads();
        config.jetty.addConnector((jetty, http) -> {
            http.setSendServerVersion(false);
            ServerConnector connector = tls.map(keys -> encrypted(jetty, http, keys))
                    .orElseGet(() -> new ServerConnector(jetty, new HttpConnectionFactory(http)));
            connector.setHost(host);
            connector.setPort(port);
            connector.setIdleTimeout(IDLE_MILLIS);
            return connector;
        });
        JavalinDefaultRoutingApi routing = config.routes;
        for (ConsoleRoute route : routes) {
            routing.addHttpHandler(route.method(), route.path(), request -> answers.answer(request, route));
        }
        // Javalin answers those of its own kind by itself, unless they are named.
        routing.exception(HttpResponseException.class, answers::refuse);
        routing.exception(Exception.class, answers::refuse);
        routing.error(404, answers::notFound);
    }

    private static ServerConnector encrypted(Server jetty, HttpConfiguration http, KeyStore keys) {
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setKeyStore(keys);
        context.setKeyStorePassword("");
        context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        HttpConfiguration secured = new HttpConfiguration(http);
        // Which host names are answered to is checked with every request, for a browser may send none here.
        secured.addCustomizer(new SecureRequestCustomizer(false));
        return new ServerConnector(
                jetty, new SslConnectionFactory(context, "http/1.1"), new HttpConnectionFactory(secured));
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, MIN_THREADS);
        threads.setName("console");
        threads.setDaemon(true);
        return threads;
    }

    /** Where it listens, as an address for a browser. */
    public String url() {
        String shown = host.contains(":") ? "[" + host + "]" : host;
        return (encrypted ? "https://" : "http://") + shown + ":" + server.port();
    }

    /** How many browsers listen for changes. */
    int listeners() {
        return parts.streams().size();
    }

    @Override
    public void close() {
        parts.watch().close();
        parts.streams().close();
        server.stop();
        parts.documents().close();
        parts.sources().close();
    }
}
