package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.audit.ReferenceAccess;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.audit.AuditDao;
import io.modelfactory.worker.ledger.audit.AuditEntry;
import io.modelfactory.worker.ledger.audit.NamedReference;
import io.modelfactory.worker.ledger.outbox.OutboxDao;
import io.modelfactory.worker.ledger.outbox.OutboxMessage;
import io.modelfactory.worker.ledger.postgres.PositionalStatement;
import io.modelfactory.worker.ledger.run.Failure;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What one transaction records: the events of runs that requests cause, the answers to requests, and messages. They are
 * collected in their order and written together at the end, with a notification to idle workers if a run may be claimed
 * then.
 */
final class UnitOfWork {
    private static final String ALWAYS = "true";

    private final EventMessages messages;
    private final List<RunEvent> events = new ArrayList<>();
    private final List<AnsweredRequest> answers = new ArrayList<>();
    private final List<OutboxMessage> outbox = new ArrayList<>();
    private final List<AuditEntry> audits = new ArrayList<>();
    private boolean runAvailable;

    UnitOfWork(EventMessages messages) {
        this.messages = messages;
    }

    /** A transition by the worker that holds the run, whose event is written; {@code row} is the run afterwards. */
    void addWorkerTransition(RunRow row, WorkerTransition transition) {
        RunEvent event = transition.event(row);
        if (transition.transition() == RunTransition.HAND_BACK) {
            noteIfClaimable(row, event);
        }
        outbox.add(messages.event(row, event, Optional.empty(), Optional.of(transition.workerId())));
    }

    /** A transition by a request; {@code row} is the run afterwards. */
    void addRequestTransition(RunRow row, RunTransition transition, OpenRequest request, Optional<Failure> failure) {
        addRequestTransition(row, transition, request, failure, failure.map(Failure::message));
    }

    /** A request was granted a publication without training, for the reason it gave. */
    void addGrantedRequest(RunRow row, RunTransition transition, OpenRequest request, String reason) {
        addRequestTransition(row, transition, request, Optional.empty(), Optional.of(reason));
    }

    private void addRequestTransition(
            RunRow row,
            RunTransition transition,
            OpenRequest request,
            Optional<Failure> failure,
            Optional<String> message) {
        ObjectNode detail = Json.object()
                .put("request_id", request.requestId())
                .put("requester_principal", request.requesterPrincipal())
                .put("requester_authentication", request.authentication());
        message.ifPresent(text -> detail.put("message", text));
        RetryDecision.addTo(request, failure.map(Failure::code), detail);
        RunRecord run = row.run();
        RunEvent event = new RunEvent(
                run.runKey(),
                row.lastEventSeq(),
                transition.event(),
                run.state(),
                run.mode(),
                failure.map(Failure::code),
                detail,
                run.updatedAt());
        events.add(event);
        // Also of one that was claimable before: claims have passed over it while its row was locked for this.
        noteIfClaimable(row, event);
        outbox.add(messages.event(row, event, Optional.of(request.requestId()), Optional.empty()));
    }

    private void noteIfClaimable(RunRow row, RunEvent event) {
        RunRecord run = row.run();
        runAvailable |= !run.finished() && !run.availableAt().isAfter(event.occurredAt());
    }

    void addAnswer(AnsweredRequest answer) {
        answers.add(answer);
        outbox.add(messages.receipt(answer));
    }

    /** A request was refused; the references it names were not read. */
    void addRefusal(AnsweredRequest answer, List<NamedReference> references) {
        addAnswer(answer);
        OpenRequest request = answer.request();
        FailureCode code = answer.receipt().error().orElseThrow().code();
        references.forEach(reference -> audits.add(new AuditEntry(
                request.platformRunId(),
                request.runKey(),
                Optional.of(request.requestId()),
                messages.actor(request.requesterPrincipal()),
                messages.workerId(),
                ReferenceAccess.refused(ReferenceAccess.Purpose.ADMISSION, reference.what(), reference.ref(), code))));
    }

    /** Any other message that is to be committed with the rest. */
    void addMessage(OutboxMessage message) {
        outbox.add(message);
    }

    void write(Handle handle) {
        PositionalStatement all = new PositionalStatement();
        if (!events.isEmpty()) {
            EventDao.append(all.next(""), events);
        }
        if (!answers.isEmpty()) {
            RequestDao.recordAnswers(all.next(""), answers, ALWAYS);
        }
        if (!outbox.isEmpty()) {
            OutboxDao.append(all.next(""), outbox, ALWAYS);
        }
        if (!audits.isEmpty()) {
            AuditDao.append(all.next(""), audits);
        }
        if (runAvailable) {
            all.next("SELECT " + RunNotifications.SEND_SQL);
        }
        all.execute(handle.getConnection());
    }

    /** The answers that were added. */
    List<AnsweredRequest> answers() {
        return answers;
    }

    /** The messages that were added, in their order. */
    List<OutboxMessage> messages() {
        return outbox;
    }

    /** Whether idle workers are to be notified. */
    boolean runAvailable() {
        return runAvailable;
    }
}
