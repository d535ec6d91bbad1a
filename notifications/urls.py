"""Machine-facing addresses of the gateways."""

from django.urls import path

from notifications.gateways.kannel.views import kannel_report

app_name = "notifications"
urlpatterns = [
    path("hooks/sms/kannel/<str:token>/", kannel_report, name="kannel_report"),
]
