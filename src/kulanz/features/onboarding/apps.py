from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    name = "kulanz.features.onboarding"
    label = "onboarding"
    verbose_name = "Einstieg"
