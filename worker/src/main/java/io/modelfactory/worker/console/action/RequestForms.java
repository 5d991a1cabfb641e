package io.modelfactory.worker.console.action;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.modelfactory.worker.console.action.ActionAudit.BegunAction;
import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteRequest;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.audit.ConsoleAction;
import io.modelfactory.worker.ledger.audit.ConsoleActionOutcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Forms that send requests: publish retry, and request again. The requester is the person who has signed in. */
final class RequestForms {
    private static final int CONFLICT = 409;
    private static final int MAX_REASON_CHARS = 1_024;

    private final ConsoleRequests requests;
    private final ActionAudit audit;
    private final Function<Context, String> address;

    RequestForms(ConsoleRequests requests, ActionAudit audit, Function<Context, String> address) {
        this.requests = requests;
        this.audit = audit;
        this.address = address;
    }

    RouteAnswer retryForm(RouteRequest request) {
        String run = request.path("run");
        RequestPlan plan = requests.planRetry(principal(request), run, "to be given");
        return RouteAnswer.of(new RetryPage(plan, principal(request)));
    }

    RouteAnswer retry(RouteRequest request) {
        String reason = Optional.ofNullable(request.http().formParam("reason"))
                .map(String::strip)
                .orElse("");
        if (reason.isEmpty() || reason.length() > MAX_REASON_CHARS) {
            throw new BadRequestResponse("the reason has 1 to " + MAX_REASON_CHARS + " characters");
        }
        String run = request.path("run");
        return send(
                request,
                ConsoleAction.PUBLISH_RETRY,
                run,
                reason,
                () -> requests.retryPublication(principal(request), run, reason));
    }

    RouteAnswer againForm(RouteRequest request) {
        String run = request.path("run");
        Map<String, String> fields = requests.againFields(run);
        Map<String, String> wanted = new LinkedHashMap<>(fields);
        fields.keySet()
                .forEach(name -> Optional.ofNullable(request.http().queryParam(name))
                        .map(String::strip)
                        .ifPresent(value -> wanted.put(name, value)));
        Map<String, String> changed = changed(fields, wanted);
        return RouteAnswer.of(new AgainPage(
                wanted, changed.keySet(), requests.planAgain(principal(request), run, changed), principal(request)));
    }

    RouteAnswer again(RouteRequest request) {
        String run = request.path("run");
        Map<String, String> fields = requests.againFields(run);
        Map<String, String> wanted = new LinkedHashMap<>();
        fields.keySet()
                .forEach(name -> Optional.ofNullable(request.http().formParam(name))
                        .ifPresent(value -> wanted.put(name, value.strip())));
        Map<String, String> changed = changed(fields, wanted);
        return send(
                request,
                ConsoleAction.REQUEST_AGAIN,
                run,
                changed.toString(),
                () -> requests.requestAgain(principal(request), run, changed));
    }

    private static Map<String, String> changed(Map<String, String> fields, Map<String, String> wanted) {
        Map<String, String> changed = new LinkedHashMap<>();
        wanted.forEach((name, value) -> {
            if (!value.equals(fields.get(name))) {
                changed.put(name, value);
            }
        });
        return changed;
    }

    private RouteAnswer send(
            RouteRequest request, ConsoleAction action, String run, String detail, Supplier<SentRequest> sending) {
        BegunAction begun = audit.begin(principal(request), address.apply(request.http()), action, run, detail);
        try {
            SentRequest sent = sending.get();
            audit.end(begun, ConsoleActionOutcome.DONE, sent.requestId() + " sent to " + sent.sentTo());
            return RouteAnswer.of(new SentPage(sent, action));
        } catch (FailureException refused) {
            audit.end(begun, ConsoleActionOutcome.REFUSED, reason(refused));
            return new RouteAnswer.Shown(new RefusedPage(action, run, reason(refused)), CONFLICT);
        } catch (RuntimeException e) {
            audit.end(begun, ConsoleActionOutcome.FAILED, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private static String reason(FailureException refused) {
        return refused.code() + ": " + refused.getMessage();
    }

    static String principal(RouteRequest request) {
        return request.viewer().orElseThrow().name();
    }
}
