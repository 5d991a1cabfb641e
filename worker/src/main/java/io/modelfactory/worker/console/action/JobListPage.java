package io.modelfactory.worker.console.action;

import io.modelfactory.worker.console.process.JobStatus;
import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;
import java.util.List;

/** The jobs of this console, latest first. */
public record JobListPage(List<JobStatus> jobs) implements PageView {
    public JobListPage {
        jobs = List.copyOf(jobs);
    }

    @Override
    public String template() {
        return "jobs.jte";
    }

    @Override
    public String title() {
        return "Jobs";
    }

    @Override
    public NavigationEntry navigation() {
        return NavigationEntry.NONE;
    }
}
