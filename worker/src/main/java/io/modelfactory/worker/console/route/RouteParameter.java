package io.modelfactory.worker.console.route;

/**
 * A parameter of a route's address.
 *
 * @param inPath whether it is a part of the path; else it is one of the query, and may be left out
 */
public record RouteParameter(String name, boolean inPath, String meaning) {
    public static RouteParameter path(String name, String meaning) {
        return new RouteParameter(name, true, meaning);
    }

    public static RouteParameter query(String name, String meaning) {
        return new RouteParameter(name, false, meaning);
    }
}
