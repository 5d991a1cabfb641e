package io.modelfactory.worker.dataset.registration;

import static java.util.stream.Collectors.joining;

import io.modelfactory.worker.dataset.inspection.OpenQuestion;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.List;

/** Files and options leave something open. Who cannot be asked is refused by {@link #asFailure}. */
public final class OpenQuestionsException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_LISTED = 50;

    private final String file;
    private final transient List<OpenQuestion> questions;

    /** @param file that the questions are about */
    OpenQuestionsException(String file, List<OpenQuestion> questions) {
        super(file + ": "
                + questions.stream().limit(MAX_LISTED).map(OpenQuestion::text).collect(joining("; ")));
        this.file = file;
        this.questions = List.copyOf(questions);
    }

    public String file() {
        return file;
    }

    /** At least one. */
    public List<OpenQuestion> questions() {
        return questions;
    }

    /** The same as a refusal: {@code DATASET_INVALID}, with the options that answer what is open. */
    public FailureException asFailure() {
        return new FailureException(FailureCode.DATASET_INVALID, String.valueOf(getMessage()));
    }
}
