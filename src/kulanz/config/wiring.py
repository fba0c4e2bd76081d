"""The one place that knows the adapters and says which handler carries out which effect."""


def bind() -> None:
    """Bind the handlers of the outbox, the lookups that lie above their users, and the alarms."""
    # Imported here: the models behind them are ready only when Django has started.
    from kulanz.adapters.alarm_mail import send_alarm
    from kulanz.adapters.pingen.provider import Pingen
    from kulanz.adapters.show.transport import ShowTransport
    from kulanz.adapters.smtp.transport import SmtpTransport
    from kulanz.adapters.smtp.trial import send_trial
    from kulanz.config.checks import shown_account, stale_bank_feed
    from kulanz.features.banking import long_work as files
    from kulanz.features.contact.thanks import thanks_still_wanted
    from kulanz.features.dunning import letter_box, sending, wanted
    from kulanz.features.dunning import long_work as runs
    from kulanz.features.dunning.daily import begin_day
    from kulanz.features.letters import letter_handler, mail_handler, provider_handler
    from kulanz.features.letters.actions import (
        COMPANION_MAIL,
        PROVIDER_FOLLOW_UP,
        PROVIDER_LETTER,
        REMINDER_LETTER,
        REMINDER_MAIL,
        THANK_YOU_MAIL,
    )
    from kulanz.features.letters.paper.render import render_paper
    from kulanz.features.letters.payee import bind_payee_lookup
    from kulanz.features.letters.postal import bind_provider
    from kulanz.features.letters.trial import bind_trial_sender
    from kulanz.features.outbox import alarms, daily, handlers
    from kulanz.features.work import handlers as work

    live, shown = SmtpTransport(), ShowTransport()
    handlers.bind(
        REMINDER_MAIL,
        mail_handler.MailHandler(
            live=live,
            shown=shown,
            still_wanted=wanted.still_wanted,
            done=sending.done,
            withdrawn=sending.withdrawn,
        ),
    )
    handlers.bind(
        REMINDER_LETTER,
        letter_handler.PrintHandler(
            render=render_paper,
            still_wanted=wanted.still_wanted,
            done=mail_handler.nothing_follows,  # nothing has gone out before the letter is posted
            withdrawn=sending.withdrawn,
        ),
    )
    handlers.bind(
        PROVIDER_LETTER,
        provider_handler.ProviderHandler(
            render=render_paper,
            still_wanted=wanted.still_wanted,
            posted=letter_box.posted_by_provider,
            withdrawn=sending.withdrawn,
        ),
    )
    handlers.bind(
        PROVIDER_FOLLOW_UP,
        provider_handler.FollowUpHandler(against=wanted.reason_against, posted=letter_box.posted_by_provider),
    )
    bind_provider("pingen", Pingen())
    handlers.bind(
        COMPANION_MAIL,
        mail_handler.MailHandler(
            live=live,
            shown=shown,
            still_wanted=wanted.companion_still_wanted,
            done=mail_handler.nothing_follows,  # the letter took the step
            withdrawn=mail_handler.nothing_follows,
        ),
    )
    handlers.bind(
        THANK_YOU_MAIL,
        mail_handler.MailHandler(
            live=live,
            shown=shown,
            still_wanted=thanks_still_wanted,
            done=mail_handler.thank_you_done,
            withdrawn=mail_handler.nothing_follows,
        ),
    )
    work.bind(files.INVOICES, files.import_invoices_of)
    work.bind(files.STATEMENTS, files.import_statements_of)
    work.bind(runs.RELEASE, runs.release_of)
    bind_payee_lookup(shown_account)
    bind_trial_sender(send_trial)
    daily.bind_chore(begin_day)
    alarms.bind_check("bank_stale", stale_bank_feed)
    alarms.bind_messenger(send_alarm)
