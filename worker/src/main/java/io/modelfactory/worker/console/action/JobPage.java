package io.modelfactory.worker.console.action;

import io.modelfactory.worker.console.process.JobStatus;
import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;

/** One job. */
public record JobPage(JobStatus job) implements PageView {

    @Override
    public String template() {
        return "job.jte";
    }

    @Override
    public String title() {
        return "Job";
    }

    @Override
    public NavigationEntry navigation() {
        return NavigationEntry.NONE;
    }
}
