package io.modelfactory.worker.telemetry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.Message;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.bootstrap.AsyncServerBootstrap;
import org.apache.hc.core5.http.impl.bootstrap.HttpAsyncServer;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.apache.hc.core5.http.nio.AsyncRequestConsumer;
import org.apache.hc.core5.http.nio.AsyncServerRequestHandler;
import org.apache.hc.core5.http.nio.entity.AsyncEntityProducers;
import org.apache.hc.core5.http.nio.entity.DiscardingEntityConsumer;
import org.apache.hc.core5.http.nio.support.BasicRequestConsumer;
import org.apache.hc.core5.http.nio.support.BasicResponseProducer;
import org.apache.hc.core5.http.nio.support.BasicServerExchangeHandler;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpProcessorBuilder;
import org.apache.hc.core5.http.protocol.ResponseConnControl;
import org.apache.hc.core5.http.protocol.ResponseContent;
import org.apache.hc.core5.http.protocol.ResponseDate;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/1.1 on one thread that waits for no client: what arrives is read, and what a client takes is written, as it
 * comes. Slow clients hold connections and no thread, and of connections there is a bound, see {@link ConnectionBound}.
 */
final class NonBlockingHttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NonBlockingHttpServer.class);

    /** Silent connections are closed after it. */
    private static final Timeout IDLE = Timeout.ofSeconds(10);

    /** How often idle connections are looked for. */
    private static final TimeValue SELECT_INTERVAL = TimeValue.ofMilliseconds(250);

    private static final int BACKLOG = 512;
    private static final int MAX_LINE_CHARS = 8_192;
    private static final int MAX_HEADERS = 100;

    private final HttpAsyncServer server;
    private final InetSocketAddress address;

    /** What a request is answered with. */
    record HttpReply(int status, String contentType, String body) {}

    /** Answers requests; called on the one thread, so it must not block. */
    interface HttpResponder {
        /** @param path without query */
        CompletionStage<HttpReply> answer(String method, String path);
    }

    /** @throws IOException if the address cannot be bound */
    NonBlockingHttpServer(InetSocketAddress address, int maxConnections, HttpResponder responder) throws IOException {
        this.server = server(maxConnections, responder);
        server.start();
        try {
            this.address = (InetSocketAddress)
                    server.listen(address, URIScheme.HTTP).get().getAddress();
        } catch (ExecutionException refused) {
            server.close(CloseMode.IMMEDIATE);
            throw refused.getCause() instanceof IOException why ? why : new IOException(refused.getCause());
        } catch (InterruptedException e) {
            server.close(CloseMode.IMMEDIATE);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while binding " + address, e);
        }
    }

    InetSocketAddress address() {
        return address;
    }

    private static HttpAsyncServer server(int maxConnections, HttpResponder responder) {
        RequestHandler handler = new RequestHandler(responder);
        return AsyncServerBootstrap.bootstrap()
                .setIOReactorConfig(IOReactorConfig.custom()
                        .setIoThreadCount(1)
                        .setSoTimeout(IDLE)
                        .setSelectInterval(SELECT_INTERVAL)
                        .setBacklogSize(BACKLOG)
                        .setTcpNoDelay(true)
                        .setSoReuseAddress(true)
                        .build())
                .setHttp1Config(Http1Config.custom()
                        .setMaxLineLength(MAX_LINE_CHARS)
                        .setMaxHeaderCount(MAX_HEADERS)
                        .build())
                .setHttpProcessor(HttpProcessorBuilder.create()
                        .addAll(new ResponseDate(), new ResponseContent(), new ResponseConnControl())
                        .build())
                .setIOSessionListener(new ConnectionBound(maxConnections))
                .setExceptionCallback(fault -> LOG.debug("a connection failed", fault))
                .setRequestRouter((request, context) -> () -> new BasicServerExchangeHandler<>(handler))
                .create();
    }

    private record RequestHandler(HttpResponder responder)
            implements AsyncServerRequestHandler<Message<HttpRequest, Void>> {
        @Override
        public AsyncRequestConsumer<Message<HttpRequest, Void>> prepare(
                HttpRequest request, EntityDetails body, HttpContext context) {
            return new BasicRequestConsumer<>(DiscardingEntityConsumer::new);
        }

        @Override
        public void handle(Message<HttpRequest, Void> message, ResponseTrigger trigger, HttpContext context) {
            HttpRequest request = message.getHead();
            String path = Optional.ofNullable(request.getPath()).orElse("/").split("\\?", 2)[0];
            var unused = responder.answer(request.getMethod(), path).thenAccept(reply -> send(reply, trigger, context));
        }

        private static void send(HttpReply reply, ResponseTrigger trigger, HttpContext context) {
            HttpResponse response = new BasicHttpResponse(reply.status());
            response.setHeader("Cache-Control", "no-store");
            try {
                trigger.submitResponse(
                        new BasicResponseProducer(
                                response,
                                AsyncEntityProducers.create(reply.body(), ContentType.parse(reply.contentType()))),
                        context);
            } catch (HttpException | IOException gone) {
                LOG.debug("a client is gone before its answer", gone);
            }
        }
    }

    @Override
    public void close() {
        server.close(CloseMode.IMMEDIATE);
    }
}
