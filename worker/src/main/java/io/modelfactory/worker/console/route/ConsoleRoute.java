package io.modelfactory.worker.console.route;

import io.javalin.http.HandlerType;
import io.modelfactory.worker.console.access.ConsoleRole;
import java.util.List;
import java.util.Optional;

/**
 * An address of the console.
 *
 * @param path parameters in braces
 * @param operationId names the route in the OpenAPI document
 * @param role that a viewer must have; empty for anyone, signed in or not
 * @param action whether it does something, so that it is there only where actions are enabled
 */
public record ConsoleRoute(
        HandlerType method,
        String path,
        RouteKind kind,
        String operationId,
        String summary,
        Optional<ConsoleRole> role,
        boolean action,
        List<RouteParameter> parameters,
        RouteHandler handler) {

    public ConsoleRoute {
        parameters = List.copyOf(parameters);
    }

    /** A page for viewers. */
    public static ConsoleRoute page(
            String path, String operationId, String summary, List<RouteParameter> parameters, RouteHandler handler) {
        return new ConsoleRoute(
                HandlerType.GET,
                path,
                RouteKind.PAGE,
                operationId,
                summary,
                Optional.of(ConsoleRole.VIEWER),
                false,
                parameters,
                handler);
    }

    /** A file for viewers. */
    public static ConsoleRoute download(
            String path, String operationId, String summary, List<RouteParameter> parameters, RouteHandler handler) {
        return new ConsoleRoute(
                HandlerType.GET,
                path,
                RouteKind.DOWNLOAD,
                operationId,
                summary,
                Optional.of(ConsoleRole.VIEWER),
                false,
                parameters,
                handler);
    }

    /** Something that a viewer of this role may do, by a form that is posted. */
    public static ConsoleRoute action(
            String path,
            String operationId,
            String summary,
            ConsoleRole role,
            List<RouteParameter> parameters,
            RouteHandler handler) {
        return new ConsoleRoute(
                HandlerType.POST,
                path,
                RouteKind.ACTION,
                operationId,
                summary,
                Optional.of(role),
                true,
                parameters,
                handler);
    }

    /** A part of the console itself that needs no viewer. */
    public static ConsoleRoute open(
            HandlerType method,
            String path,
            RouteKind kind,
            String operationId,
            String summary,
            List<RouteParameter> parameters,
            RouteHandler handler) {
        return new ConsoleRoute(method, path, kind, operationId, summary, Optional.empty(), false, parameters, handler);
    }
}
