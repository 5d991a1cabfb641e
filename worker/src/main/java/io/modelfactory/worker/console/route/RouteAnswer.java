package io.modelfactory.worker.console.route;

import java.time.Duration;
import java.util.Optional;

/** What a route answers. */
public sealed interface RouteAnswer {

    /**
     * A page, as HTML or as JSON, whichever was asked for.
     *
     * @param age how long ago it was made
     */
    record Shown(PageView page, int status, Duration age) implements RouteAnswer {
        public Shown(PageView page, int status) {
            this(page, status, Duration.ZERO);
        }

        @Override
        public RouteAnswer aged(Duration since) {
            return new Shown(page, status, since);
        }
    }

    /** To be looked for elsewhere, by GET. */
    record Redirected(String location) implements RouteAnswer {}

    /**
     * Bytes.
     *
     * @param fileName under which a browser keeps them; empty to show them
     * @param policy the content security policy they are shown under, instead of that of pages
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Content(byte[] bytes, String contentType, Optional<String> fileName, Optional<String> policy)
            implements RouteAnswer {}

    /** Nothing more: the handler has answered. */
    record Answered() implements RouteAnswer {}

    /** The same, made so long ago; what has no age to show stays as it is. */
    default RouteAnswer aged(Duration since) {
        return this;
    }

    static RouteAnswer of(PageView page) {
        return new Shown(page, 200);
    }

    static RouteAnswer download(byte[] bytes, String contentType, String fileName) {
        return new Content(bytes, contentType, Optional.of(fileName), Optional.empty());
    }
}
