package io.modelfactory.worker.console.route;

/** Answers requests to one route. */
@FunctionalInterface
public interface RouteHandler {
    /**
     * @throws io.modelfactory.worker.failure.TransientFaultException if ledger, store or broker does not answer
     * @throws io.javalin.http.HttpResponseException to refuse the request
     */
    RouteAnswer answer(RouteRequest request);
}
